/** What a caller says of where to work; what it leaves out is found. Each is the flag of that name. */
export interface WorkspaceWish {
  readonly config?: string;
  readonly trustConfig?: boolean;
  readonly database?: string;
  readonly writeDatabase?: string;
  readonly store?: string;
  readonly baseline?: string;
}
