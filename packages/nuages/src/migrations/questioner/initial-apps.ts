/** How an app without migrations is dealt with. */
export interface InitialApps {
  /** Apps that were named: they get their first migration. */
  readonly specifiedApps?: Iterable<string>;
  /** Has an app a folder for migrations with none in it? Such an app gets its first, too. Default: none has. */
  readonly hasEmptyFolder?: (appLabel: string) => boolean | Promise<boolean>;
}

/** Is the app to get its first migration? */
export async function wantsInitial(
  appLabel: string,
  { specifiedApps = [], hasEmptyFolder }: InitialApps,
): Promise<boolean> {
  if (new Set(specifiedApps).has(appLabel)) return true;
  return (await hasEmptyFolder?.(appLabel)) ?? false;
}
