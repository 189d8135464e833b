# PowerShell completion of billcli. Load it with:
#   billcli completion powershell | Out-String | Invoke-Expression

Register-ArgumentCompleter -Native -CommandName billcli -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $length = $cursorPosition - $commandAst.Extent.StartOffset
    $line = $commandAst.Extent.Text
    if ($line.Length -gt $length) { $line = $line.Substring(0, $length) }
    $line = $line.PadRight($length)
    $bytes = [System.Text.Encoding]::UTF8.GetBytes($line)
    $program = $commandAst.GetCommandName()
    $before = [Console]::OutputEncoding
    try {
        [Console]::OutputEncoding = [System.Text.Encoding]::UTF8
        $rows = @(& $program __complete powershell ([Convert]::ToBase64String($bytes)) 2>$null)
    } finally {
        [Console]::OutputEncoding = $before
    }
    # Nothing at all makes PowerShell complete names of files.
    if ($rows.Count -lt 2) {
        if ($rows.Count -eq 0 -or $rows[0] -notmatch '^(file|folder)') { '' }
        return
    }
    $rows | Select-Object -Skip 1 | ForEach-Object {
        $value, $shown, $about = $_ -split "`t", 3
        [System.Management.Automation.CompletionResult]::new($value, $shown, 'ParameterValue', $about)
    }
}
