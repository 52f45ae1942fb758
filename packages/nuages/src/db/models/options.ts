/** What a model says about itself besides its fields; Django's `class Meta`. `ordering` stands in `model-rows.ts`. */
export interface ModelOptions {
  readonly abstract?: boolean;
  /** The same table as its base, with other behaviour. */
  readonly proxy?: boolean;
  /** Whether commands create and delete the table. Default: true. */
  readonly managed?: boolean;
  /** The app that the model belongs to. Default: the one whose `models.ts` exports it. */
  readonly appLabel?: string;
  /** Table name. Default: app and model name in lower case. */
  readonly dbTable?: string;
  readonly dbTableComment?: string;
  readonly dbTablespace?: string;
  readonly verboseName?: string | { toString(): string };
  readonly verboseNamePlural?: string | { toString(): string };
  readonly getLatestBy?: string | readonly string[];
  readonly defaultRelatedName?: string;
  readonly permissions?: readonly (readonly [string, string])[];
  readonly defaultPermissions?: readonly string[];
  readonly constraints?: readonly ConstraintLike[];
  readonly indexes?: readonly IndexLike[];
  readonly uniqueTogether?: readonly (readonly string[])[] | readonly string[];
  readonly orderWithRespectTo?: string;
  readonly baseManagerName?: string;
  readonly defaultManagerName?: string;
  readonly requiredDbFeatures?: readonly string[];
  readonly requiredDbVendor?: string;
  readonly selectOnSave?: boolean;
  /** A setting that can name another model to take the place of this one: `AUTH_USER_MODEL`. */
  readonly swappable?: string;
}

/** A constraint or index, as models hold them; see `constraints.ts` and `indexes.ts`. */
export interface ConstraintLike {
  readonly name: string;
}
export interface IndexLike {
  readonly name: string | undefined;
}
