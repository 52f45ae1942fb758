/** Shells that {@link completionScript} knows. */
export const SHELLS = ["bash", "fish", "zsh"] as const;

/** Asks the program for candidates; where there are none the shell offers files. */
const SCRIPTS: Readonly<Record<(typeof SHELLS)[number], string>> = {
  bash: `_nuages() {
  local IFS=$'\\n'
  COMPREPLY=($(nuages completion --words -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _nuages nuages
`,
  zsh: `#compdef nuages
_nuages() {
  local -a found
  found=("\${(@f)$(nuages completion --words -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "$found" ]]; then compadd -a found; else _files; fi
}
compdef _nuages nuages
`,
  fish: `function __nuages_words
  nuages completion --words -- (commandline -opc)[2..] (commandline -ct) 2>/dev/null
end
complete -c nuages -a "(__nuages_words)"
`,
};

/** What a shell must read so that it completes the words of `nuages`. */
export function completionScript(shell: (typeof SHELLS)[number]): string {
  return SCRIPTS[shell];
}
