import {
  apnumber,
  intcomma,
  intword,
  naturalday,
  naturaltime,
  ordinal,
} from "nuages/contrib/humanize";
import { settings } from "nuages/conf";
import type { Decimal } from "nuages/utils/decimal";
import { formatNumber } from "nuages/utils/numberformat";

import type { Adapter } from "../adapter.ts";
import { call, type Calls, functionAreas, isForeign } from "../functions.ts";

const HUMANIZE = "contrib.humanize.templatetags.humanize";

const calls: Calls = {
  [`${HUMANIZE}.apnumber`]: ([value]) => apnumber(value),
  [`${HUMANIZE}.intcomma`]: ([value, useL10n], kwargs) =>
    intcomma(value, { useL10n: (useL10n ?? kwargs["use_l10n"] ?? true) === true }),
  [`${HUMANIZE}.intword`]: ([value]) => intword(value),
  [`${HUMANIZE}.naturalday`]: ([value, format]) => naturalday(value, format as string | null),
  [`${HUMANIZE}.naturaltime`]: ([value]) => naturaltime(value),
  [`${HUMANIZE}.ordinal`]: ([value]) => ordinal(value),
  "utils.numberformat.format": ([number, separator, places, grouping, thousand, force], kwargs) =>
    formatNumber(number as number | Decimal | string, {
      decimalSeparator: String(separator ?? kwargs["decimal_sep"]),
      decimalPlaces: (places ?? kwargs["decimal_pos"]) as number | null,
      grouping: (grouping ?? kwargs["grouping"] ?? 0) as number | number[],
      thousandSeparator: String(thousand ?? kwargs["thousand_sep"] ?? ""),
      useGrouping:
        (force ?? kwargs["force_grouping"]) === true ||
        ((kwargs["use_l10n"] ?? true) === true && settings.useThousandSeparator),
    }),
};

export const adapter: Adapter = {
  ...functionAreas(["functions_numbers"]),
  part: (vector) =>
    isForeign(vector) && /humanize\.(?!intcomma)/.test(String(vector.fn))
      ? "translated"
      : undefined,
  run: (vector) => call(calls, vector),
};
