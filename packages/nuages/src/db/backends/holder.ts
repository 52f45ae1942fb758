/** Who uses a connection, as messages name it: a text, or what becomes one when a message needs it. */
export interface Holder {
  toString(): string;
}
