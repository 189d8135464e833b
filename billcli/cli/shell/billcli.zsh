#compdef billcli
# zsh completion of billcli. Load it with: source <(billcli completion zsh)
# or save it as _billcli in a folder of $fpath.

_billcli() {
    local program=${(Q)words[1]} line kind row
    local -a rows values shown unsorted
    [[ $program == '~/'* ]] && program=$HOME/${program#'~/'}
    line="${(j: :)words[1,CURRENT-1]} $QIPREFIX$IPREFIX$PREFIX"
    rows=("${(@f)$("$program" __complete zsh "$line" 2>/dev/null </dev/null)}")
    kind=$rows[1]
    case ${kind%%$'\t'*} in
        file|folder)
            local head=${kind#*$'\t'}
            [[ -n $head ]] && compset -P "${(b)head}"
            if [[ $kind == folder* ]]; then _files -/; else _files; fi
            return ;;
    esac
    for row in "${(@)rows[2,-1]}"; do
        [[ -n $row ]] || continue
        values+=("${row%%$'\t'*}")
        row=${row#*$'\t'}
        shown+=("$values[-1]${row:+  -- $row}")
    done
    (( $#values )) || return 1
    # Words that do not begin as typed replace what is typed.
    if [[ $kind == near ]]; then
        compadd -U -l -V billcli -d shown -a values
        (( $#values > 1 )) && compstate[insert]=menu
    else
        compadd -l -V billcli -d shown -a values
    fi
}

if [[ $funcstack[1] == _billcli ]]; then
    _billcli "$@"
else
    (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
    compdef _billcli billcli
fi
