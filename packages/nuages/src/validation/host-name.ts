/** Longest label of a domain name. */
const MAX_LABEL = 63;

/** How {@link isDomainName} judges. */
interface DomainNameRules {
  /** Letters beyond ASCII are allowed, and digits are not in the last label. */
  readonly idna: boolean;
  /** A dot at the end is allowed. */
  readonly trailingDot: boolean;
}

function isAsciiLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Characters that Django takes for letters: U+00A1 to U+FFFF; never half a surrogate pair. */
function isInternational(code: number): boolean {
  return code >= 0xa1 && code <= 0xffff && !(code >= 0xd800 && code <= 0xdfff);
}

interface LabelRules {
  readonly idna: boolean;
  readonly digits: boolean;
  readonly minLength: number;
}

function isLabel(label: string, { idna, digits, minLength }: LabelRules): boolean {
  if (label.length < minLength || label.length > MAX_LABEL) return false;
  if (label.startsWith("-") || label.endsWith("-")) return false;
  for (let index = 0; index < label.length; index += 1) {
    const code = label.charCodeAt(index);
    const allowed =
      isAsciiLetter(code) ||
      code === 45 ||
      (digits && isDigit(code)) ||
      (idna && isInternational(code));
    if (!allowed) return false;
  }
  return true;
}

/** Whether a text is a name of at least two labels, by the rules of Django's validators. */
export function isDomainName(text: string, { idna, trailingDot }: DomainNameRules): boolean {
  const name = trailingDot && text.endsWith(".") ? text.slice(0, -1) : text;
  const labels = name.split(".");
  const last = labels.pop() ?? "";
  if (labels.length === 0) return false;
  const isTopLevel =
    isLabel(last, { idna, digits: !idna, minLength: 2 }) ||
    (/^xn--[a-z0-9]{1,59}$/i.test(last) && last.length <= MAX_LABEL);
  return (
    isTopLevel && labels.every((label) => isLabel(label, { idna, digits: true, minLength: 1 }))
  );
}
