/** How the commands of the project are called: `nuages`, without the command's name. */
export function programOf(called: string): string {
  return called.replace(/ \S+$/u, "");
}
