# bash completion of billcli. Load it with: eval "$(billcli completion bash)"

_billcli() {
    local program=${1:-billcli} line=${COMP_LINE-} kind row reply
    if [[ -n $line ]]; then
        line=${line:0:${COMP_POINT:-${#line}}}
    else
        line="${COMP_WORDS[*]:0:COMP_CWORD+1}"
    fi
    [[ $program == "~/"* ]] && program=$HOME/${program#"~/"}
    COMPREPLY=()
    reply=$("$program" __complete bash "$line" "$COMP_WORDBREAKS" "${COMP_TYPE-}" 2>/dev/null </dev/null)
    while IFS= read -r row; do
        if [[ -z ${kind-} ]]; then
            kind=${row%%$'\t'*}
        elif [[ -n $row ]]; then
            COMPREPLY+=("$row")
        fi
    done <<<"$reply"
    case ${kind-} in
        file) compopt -o default 2>/dev/null ;;
        folder) compopt -o dirnames 2>/dev/null ;;
        *) compopt -o nosort 2>/dev/null ;;
    esac
    return 0
}

complete -F _billcli billcli
