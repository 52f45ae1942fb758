import { BaseCache } from "./base-cache.ts";

/** Keeps nothing: for development, where every change should be seen at once. Django: `DummyCache`. */
export class DummyCache extends BaseCache {
  protected async addStored(): Promise<boolean> {
    return true;
  }

  protected async getStored(): Promise<undefined> {
    return undefined;
  }

  protected async setStored(): Promise<void> {
    // Forgotten at once.
  }

  protected async touchStored(): Promise<boolean> {
    return false;
  }

  protected async deleteStored(): Promise<boolean> {
    return false;
  }

  async clear(): Promise<void> {
    // There is nothing.
  }
}
