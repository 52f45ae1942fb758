import type { AppConfig } from "./app-config.ts";

/**
 * The static property by which a class says that it is a model. Apps collect what a `models.ts` exports
 * by this symbol, so that they need to know nothing of the database.
 */
export const MODEL: unique symbol = Symbol.for("nuages.model");

/** What a model tells the registry about itself. */
export interface ModelInfo {
  /** Name of the class, such as `BookInstance`. */
  readonly name: string;
  /** The app named in the model's options, or the one it was bound to. */
  readonly appLabel: string | undefined;
  /** Abstract bases are not registered. */
  readonly abstract: boolean;
  /** Made by the framework, as the table between two models of a many-to-many relation is. */
  readonly autoCreated?: boolean;
  /** Replaced by another model through a setting. */
  readonly swapped?: boolean;
  /** Gives the model its app; called once, when its `models.ts` was imported. */
  bind(app: AppConfig): void;
}

/** A class that is a model. */
export interface ModelLike {
  readonly [MODEL]: ModelInfo;
}

/** The database layer puts the class type of models here, as `model`. */
export interface ModelTypes {}

/** What the registry gives as a model: the class type of the database layer, where that is loaded. */
export type RegisteredModel = ModelTypes extends { readonly model: infer Model extends ModelLike }
  ? Model
  : ModelLike;

/** Whether an exported value is a model that is no abstract base. */
export function isConcreteModel(value: unknown): value is RegisteredModel {
  if (typeof value !== "function" || !(MODEL in value)) return false;
  const info = value[MODEL];
  return typeof info === "object" && info !== null && !(info as ModelInfo).abstract;
}
