import { findDatabase, type Environment, type FoundDatabase, type Settings } from '../config/index.ts';
import { addressText, type DatabaseAddress } from '../database/index.ts';
import { UsageError } from '../errors.ts';
import { findStoreKey, makeStoreKey, openStore, sharedStore, type SharedStore, type Store } from '../history/index.ts';
import { locateStore, type FoundStore } from './locate-store.ts';
import { readSettings } from './read-settings.ts';
import type { WorkspaceWish } from './wish.ts';

/** Where a command works: its settings, its database, its store. Each is found once, and by nothing else. */
export class Workspace {
  readonly settings: Settings;
  /** The file of acknowledged findings; null where they are kept in the store. */
  readonly baseline: string | null;
  readonly environment: Environment;
  readonly #wish: WorkspaceWish;
  #database: Promise<FoundDatabase> | null = null;

  private constructor(wish: WorkspaceWish, settings: Settings, environment: Environment) {
    this.settings = settings;
    this.baseline = wish.baseline ?? settings.baseline ?? null;
    this.environment = environment;
    this.#wish = wish;
  }

  /**
   * Reads the configuration file, if there is one. Nothing else is looked for before it is asked for.
   *
   * @throws UsageError, RefusedError for a configuration that cannot be used
   */
  static async open(wish: WorkspaceWish, environment: Environment = process.env): Promise<Workspace> {
    return new Workspace(wish, await readSettings(wish, environment), environment);
  }

  /** The same for another of the databases that the configuration file names. Nothing is read once more. */
  on(database: string): Workspace {
    return new Workspace({ ...this.#wish, database }, this.settings, this.environment);
  }

  /**
   * The database, and what named it.
   *
   * @throws UsageError where nothing names one
   */
  database(): Promise<FoundDatabase> {
    this.#database ??= findDatabase(this.#wish, this.settings, this.environment);
    return this.#database;
  }

  /**
   * Where the store is that is only read: whatever becomes of it later. A store that nobody named is looked at each time, as
   * another user could have put it there since.
   *
   * @throws UsageError, RefusedError where none can be meant
   */
  whereRead(): Promise<FoundStore> {
    return locateStore(this.#search(null));
  }

  /**
   * Where the store is that is to be kept: it outlives the database, and is another one.
   *
   * @throws UsageError, RefusedError where none can be meant, or it would not last
   */
  async whereKept(): Promise<FoundStore> {
    const { address } = await this.database();
    return locateStore(this.#search(address));
  }

  /**
   * Opens the store to read in it; null where nothing was ever kept. Nothing is made.
   *
   * @throws UsageError where the caller named a store that is not there; StoreError for one that cannot be read
   */
  async readStore(): Promise<Store | null> {
    const { address } = await this.whereRead();
    const store = await openStore(address, 'read');
    // "Could not look" is not "nothing there".
    if (store === null && this.#wish.store !== undefined) {
      throw new UsageError('NO_RUNS', `There is no store of runs at ${addressText(address)}: check the name after --store.`);
    }
    return store;
  }

  /**
   * Lends the store to keep something in, opened when it is first needed and closed afterwards.
   *
   * @param isPreview nothing will be written: then no key is made for it either
   */
  async withStore<Result>(use: (store: SharedStore) => Promise<Result>, isPreview = false): Promise<Result> {
    const { address: audited } = await this.database();
    const store = sharedStore(
      async () => (await this.whereKept()).address,
      () => (isPreview ? findStoreKey(this.environment) : makeStoreKey(this.environment, audited)),
    );
    try {
      return await use(store);
    } finally {
      await store.close();
    }
  }

  #search(audited: DatabaseAddress | null) {
    const { settings, environment } = this;
    return { flag: this.#wish.store, settings, environment, audited, database: () => this.database() };
  }
}
