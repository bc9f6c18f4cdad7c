import type { DatabaseAddress } from './address.ts';
import type { Capabilities } from './capabilities.ts';
import type { CatalogWishes } from './catalog.ts';
import type { Compile } from './compile.ts';
import type { DumpRunner } from './dump-runner.ts';
import type { ReadSession } from './read-session.ts';
import type { RepairAccess } from './repair-access.ts';
import type { StoreConnection, StorePurpose } from './store-connection.ts';
import type { StoreTrouble } from './store-trouble.ts';
import type { Allowances } from './write-session.ts';

/** What can be said of an engine without a connection to it, and without its driver. */
export interface EngineDescription {
  /** For people. */
  readonly title: string;
  readonly capabilities: Capabilities;
  readonly compile: Compile;
  /** True where queries run in this very thread: a signal is heard between two of them, and they end with the process. */
  readonly isEmbedded: boolean;
  /**
   * Endings of the files beside a database that is a file. They belong to it also while they are not there: a file of that name would be
   * taken for one.
   */
  readonly companions: readonly string[];
}

/**
 * All that this program knows of an engine. Each has a folder, whose `engine.ts` this is; the list of them is `engines.ts`. What needs
 * the driver is imported when it is called, and each part by itself: an audit loads nothing that writes.
 */
export interface Engine<Address extends DatabaseAddress = DatabaseAddress> extends EngineDescription {
  /** The schemes of its URLs, in lower case: those that people write, which are suggested, and other programs' names for the same servers. */
  readonly schemes: { readonly usual: readonly string[]; readonly others: readonly string[] };
  /** How its URLs look, for messages. */
  readonly urlForm: string;
  /**
   * Reads a URL.
   *
   * @param rest what stands behind `scheme://`
   * @throws UsageError naming the part that is wrong, never the password
   */
  parse(rest: string): Address;
  /** Variables in which a host gives the address of such a database, part by part; null where no host does. */
  readonly variables: AddressVariables<Address> | null;
  /** Opens a read snapshot at this very address (see `connect`). */
  open(address: Address, tables: readonly string[], wishes: CatalogWishes): Promise<ReadSession>;
  /** Makes ready to write at this very address (see `repairAccess`). */
  repairAccess(address: Address, allowances: Allowances): Promise<RepairAccess>;
  /** Asks for a sign of life at this very address (see `ping`). */
  ping(address: Address): Promise<void>;
  /** Runs statements of a dump at this very address (see `openDumpRunner`); absent where the engine's own program restores dumps. */
  openDumpRunner?(address: Address): Promise<DumpRunner>;
  /** Opens the way to a store (see `storeConnection`). */
  openStore(address: Address, purpose: StorePurpose): Promise<StoreConnection | null>;
  /** Words for an error that Node or the driver threw while a store was opened or used (see `storeTrouble`). */
  storeTrouble(error: Error, address: Address): Promise<StoreTrouble | null>;
}

/** Variables that say an address part by part. */
export interface AddressVariables<Address extends DatabaseAddress = DatabaseAddress> {
  /** Their names, for messages. */
  readonly names: string;
  /**
   * The address, each variable taken literally; null where none of them is set.
   *
   * @param where what holds them, for messages
   * @throws UsageError naming the variable that is wrong
   */
  read(variables: Readonly<Record<string, string | undefined>>, where: string): Address | null;
}
