/**
 * What views and layers need to know of whoever sends a request. Apps add members by module augmentation.
 */
export interface RequestUser {
  /** Whether somebody is logged in; false for visitors whom nobody knows. */
  readonly isAuthenticated: boolean;
}
