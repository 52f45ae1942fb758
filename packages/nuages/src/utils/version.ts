/** Version of Nuages. */
export const VERSION = "0.1.0";
