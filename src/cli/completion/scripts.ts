import type { Shell } from '../syntax/completion.ts';

/** A script with which a shell asks this tool what fits. Where it names nothing, the shell completes names of files. */
export function completionScript(shell: Shell): string {
  return SCRIPTS[shell].trim();
}

/*
 * Each calls `complete =CURRENT -- WORDS`, by the word that was typed for the tool, and reads lines of a word, a tab and what it means.
 * The current word is never an empty argument: older PowerShells lose those.
 */
const SCRIPTS: Readonly<Record<Shell, string>> = {
  // Works in bash 3.2, too, which macOS has. Bash takes ":" and "=" for ends of words, and puts back only what follows the last of them.
  bash: String.raw`
# bash completion of peerquest-audit: eval "$(peerquest-audit completion bash)"
_peerquest_audit() {
  local IFS=$'\n' words=() last=0 at word line before
  for ((at = 1; at <= COMP_CWORD; at++)); do
    word=\${COMP_WORDS[at]}
    if ((last > 0)) && [[ $word == [:=]* || \${COMP_WORDS[at - 1]} == *[:=] ]]; then
      words[last - 1]+=$word
    else
      words[last++]=$word
    fi
  done
  word=\${words[last - 1]}
  before=
  [[ $word == *[:=]* ]] && before=\${word%"\${word##*[:=]}"}
  COMPREPLY=()
  while read -r line; do
    line=\${line%%$'\t'*}
    COMPREPLY+=("\${line#"$before"}")
  done < <("\${1/#\~/$HOME}" complete "=$word" -- "\${words[@]:0:last - 1}" 2>/dev/null)
}
complete -o bashdefault -o default -F _peerquest_audit peerquest-audit`.replaceAll('\\$', '$'),

  zsh: String.raw`
#compdef peerquest-audit
# zsh completion of peerquest-audit: eval "$(peerquest-audit completion zsh)"
_peerquest_audit() {
  local line
  local -a values
  for line in "\${(@f)$(\${(Q)words[1]} complete "=\${(Q)words[CURRENT]}" -- "\${(@Q)words[2,CURRENT-1]}" 2>/dev/null)}"; do
    [[ -n $line ]] && values+=("\${\${line%%$'\t'*}//:/\\:}:\${line#*$'\t'}")
  done
  if (( $#values )); then
    _describe 'peerquest-audit' values
  else
    _files
  fi
}
if [[ \${funcstack[1]} == _peerquest_audit ]]; then
  _peerquest_audit "$@"
else
  compdef _peerquest_audit peerquest-audit
fi`.replaceAll('\\$', '$'),

  fish: String.raw`
# fish completion of peerquest-audit: peerquest-audit completion fish | source
function __peerquest_audit_complete
  set -l words (commandline -opc)
  set -l current (commandline -ct)
  set -l lines (eval (string escape -- $words[1]) complete (string escape -- "=$current") -- (string escape -- $words[2..-1]) 2>/dev/null)
  if test (count $lines) -gt 0
    printf '%s\n' $lines
  else
    __fish_complete_path $current
  end
end
complete -c peerquest-audit -f -a '(__peerquest_audit_complete)'`,

  powershell: String.raw`
# PowerShell completion of peerquest-audit: peerquest-audit completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName peerquest-audit -ScriptBlock {
  param($current, $ast, $cursor)
  $tool, $words = @($ast.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursor -or ($_.Extent.EndOffset -eq $cursor -and $current -eq '') } | ForEach-Object { $_.Extent.Text.Trim('"', "'") })
  & $tool complete "=$current" -- @words 2>$null | ForEach-Object {
    $value, $meaning = $_ -split "\t", 2
    [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $(if ($meaning) { $meaning } else { $value }))
  }
}`,
};
