export { default as humanize } from "./app.ts";
export {
  apnumber,
  intcomma,
  type IntcommaOptions,
  intword,
  naturalday,
  naturaltime,
  ordinal,
} from "./humanize.ts";
