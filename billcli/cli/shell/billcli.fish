# fish completion of billcli. Load it with: billcli completion fish | source

function __billcli_complete
    set -l program (commandline -opc)[1]
    set -l rows ($program __complete fish (commandline -cp | string collect) 2>/dev/null </dev/null)
    set -l kind (string split -m 1 \t -- $rows[1])
    switch "$kind[1]"
        case file folder
            set -l token (commandline -ct)
            set -l bare (string replace -- "$kind[2]" '' "$token")
            if test "$kind[1]" = folder
                string replace -r '^' -- "$kind[2]" (__fish_complete_directories "$bare")
            else
                string replace -r '^' -- "$kind[2]" (__fish_complete_path "$bare")
            end
        case '*'
            test (count $rows) -gt 1; and printf '%s\n' $rows[2..-1]
    end
end

complete -c billcli -f -k -a '(__billcli_complete)'
