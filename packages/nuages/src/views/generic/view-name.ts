/** The name of a view's class for messages; one without a name goes by that of its base. */
export function viewName(view: object): string {
  let cls: unknown = typeof view === "function" ? view : view.constructor;
  for (let word = ""; typeof cls === "function"; word = "nameless ") {
    if (cls.name !== "") return `${word}${cls.name}`;
    cls = Object.getPrototypeOf(cls);
  }
  return "nameless view";
}
