import { keepMarks, type ViewDecorator } from "./wrap.ts";

/** Keeps `appendSlash` from redirecting to this view: its address is right without a slash only. */
export const noAppendSlash: ViewDecorator = (view) => {
  const wrapper: typeof view = (request, params) => view(request, params);
  return Object.assign(keepMarks(view, wrapper), { shouldAppendSlash: false });
};
