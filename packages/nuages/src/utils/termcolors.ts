/** The colours of a terminal, by the names that palettes and `NUAGES_COLORS` use. */
const colors = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"] as const;
const options = new Map([
  ["bold", 1],
  ["underscore", 4],
  ["blink", 5],
  ["reverse", 7],
  ["conceal", 8],
]);

/** How one kind of text looks. */
export interface TextStyle {
  readonly fg?: string;
  readonly bg?: string;
  readonly options?: readonly string[];
}

/** Kinds of text that palettes style. */
export const styleRoles = [
  "ERROR",
  "SUCCESS",
  "WARNING",
  "NOTICE",
  "SQL_FIELD",
  "SQL_COLTYPE",
  "SQL_KEYWORD",
  "SQL_TABLE",
  "HTTP_INFO",
  "HTTP_SUCCESS",
  "HTTP_REDIRECT",
  "HTTP_NOT_MODIFIED",
  "HTTP_BAD_REQUEST",
  "HTTP_NOT_FOUND",
  "HTTP_SERVER_ERROR",
  "MIGRATE_HEADING",
  "MIGRATE_LABEL",
] as const;

/** Name of a kind of text. */
export type StyleRole = (typeof styleRoles)[number];

type Palette = Readonly<Partial<Record<StyleRole, TextStyle>>>;

const bold: readonly string[] = ["bold"];

const dark: Palette = {
  ERROR: { fg: "red", options: bold },
  SUCCESS: { fg: "green", options: bold },
  WARNING: { fg: "yellow", options: bold },
  NOTICE: { fg: "red" },
  SQL_FIELD: { fg: "green", options: bold },
  SQL_COLTYPE: { fg: "green" },
  SQL_KEYWORD: { fg: "yellow" },
  SQL_TABLE: { options: bold },
  HTTP_INFO: { options: bold },
  HTTP_SUCCESS: {},
  HTTP_REDIRECT: { fg: "green" },
  HTTP_NOT_MODIFIED: { fg: "cyan" },
  HTTP_BAD_REQUEST: { fg: "red", options: bold },
  HTTP_NOT_FOUND: { fg: "yellow" },
  HTTP_SERVER_ERROR: { fg: "magenta", options: bold },
  MIGRATE_HEADING: { fg: "cyan", options: bold },
  MIGRATE_LABEL: { options: bold },
};

const light: Palette = {
  ...dark,
  SQL_KEYWORD: { fg: "blue" },
  HTTP_REDIRECT: { fg: "green", options: bold },
  HTTP_NOT_MODIFIED: { fg: "green" },
  HTTP_NOT_FOUND: { fg: "red" },
};

const palettes = new Map<string, Palette>([
  ["dark", dark],
  ["light", light],
  ["nocolor", {}],
]);

/** Paints text; one function a kind. */
export type Style = Readonly<Record<StyleRole, (text: string) => string>>;

/** The text between the terminal's codes for a look. An unknown colour changes nothing. */
export function colorize(text: string, { fg, bg, options: wanted = [] }: TextStyle): string {
  const foreground = colors.findIndex((color) => color === fg);
  const background = colors.findIndex((color) => color === bg);
  const codes = [
    ...(foreground < 0 ? [] : [30 + foreground]),
    ...(background < 0 ? [] : [40 + background]),
    ...wanted.flatMap((option) => options.get(option) ?? []),
  ];
  return codes.length === 0 ? text : `\x1b[${codes.join(";")}m${text}\x1b[0m`;
}

/**
 * Reads `NUAGES_COLORS`, such as `light;error=yellow/blue,blink;success=green`: a palette's name, then
 * roles with foreground, background and options. Undefined when nothing is to be coloured.
 */
export function parseColorSetting(setting: string): Palette | undefined {
  let chosen: Palette = setting === "" ? dark : {};
  for (const part of setting.toLowerCase().split(";")) {
    const named = palettes.get(part);
    const [role = "", definition] = part.split("=", 2);
    const known = styleRoles.find((name) => name.toLowerCase() === role);
    if (named !== undefined) chosen = { ...chosen, ...named };
    else if (known !== undefined && definition !== undefined) {
      const style = parseDefinition(definition);
      if (style !== undefined) chosen = { ...chosen, [known]: style };
    }
  }
  return Object.keys(chosen).length === 0 ? undefined : chosen;
}

function parseDefinition(definition: string): TextStyle | undefined {
  const [pair = "", ...wanted] = definition.split(",");
  const [fg = "", bg = ""] = pair.split("/", 2);
  const isColor = (name: string): boolean => colors.some((color) => color === name);
  const known = wanted.filter((option) => options.has(option));
  if (!isColor(fg) && known.length === 0) return undefined;
  return {
    ...(isColor(fg) ? { fg } : {}),
    ...(isColor(bg) ? { bg } : {}),
    options: known,
  };
}

/** A style that paints nothing. */
export const plainStyle: Style = makeStyle({});

/** The style that `NUAGES_COLORS` asks for; the dark palette when it is not set. */
export function colorStyle(setting: string = process.env["NUAGES_COLORS"] ?? ""): Style {
  return makeStyle(parseColorSetting(setting) ?? {});
}

function makeStyle(palette: Palette): Style {
  const paint = styleRoles.map((role): [StyleRole, (text: string) => string] => {
    const look = palette[role];
    return [role, (text) => (look === undefined ? text : colorize(text, look))];
  });
  return Object.fromEntries(paint) as Style;
}

/** Whether a stream shows colours: a terminal, unless `NO_COLOR` is set; or anything when `FORCE_COLOR` is. */
export function supportsColor(stream: { readonly isTTY?: boolean }): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR !== undefined && NO_COLOR !== "") return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== "" && FORCE_COLOR !== "0") return true;
  return stream.isTTY === true && TERM !== "dumb";
}
