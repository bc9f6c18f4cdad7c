/** A setting, and a value of it that would change results, texts, outcomes or how long it takes. */
export type Hostile = readonly [name: string, value: string];

/** Those that ALTER ROLE and ALTER DATABASE can give to the sessions of an account, by what they change. */
export const HOSTILE: Readonly<Record<string, readonly Hostile[]>> = {
  'the form of times': [
    ['datestyle', "'German, DMY'"],
    ['intervalstyle', "'iso_8601'"],
    ['timezone', "'Pacific/Chatham'"],
  ],
  'the form of other values': [
    ['client_encoding', "'LATIN1'"],
    ['bytea_output', "'escape'"],
    ['extra_float_digits', '-15'],
    ['xmlbinary', "'hex'"],
    ['xmloption', "'document'"],
    ['array_nulls', 'off'],
  ],
  'what a statement means': [
    ['standard_conforming_strings', 'off'],
    ['backslash_quote', 'off'],
    ['escape_string_warning', 'off'],
    ['transform_null_equals', 'on'],
    ['gin_fuzzy_search_limit', '1'],
    ['default_text_search_config', "'simple'"],
  ],
  'how names are printed': [['quote_all_identifiers', 'on']],
  'how long a statement may take': [
    ['statement_timeout', "'100ms'"],
    ['lock_timeout', "'1ms'"],
  ],
  'how long a session may idle': [
    ['idle_in_transaction_session_timeout', "'1ms'"],
    ['idle_session_timeout', "'1s'"],
  ],
  'what is said, and what an error does': [
    ['client_min_messages', "'debug5'"],
    ['exit_on_error', 'on'],
  ],
  'what a transaction sees, and when it is on disk': [
    ['default_transaction_isolation', "'serializable'"],
    ['default_transaction_deferrable', 'on'],
    ['synchronous_commit', 'off'],
    ['commit_delay', '10'],
  ],
  'what is checked': [
    ['session_replication_role', "'replica'"],
    ['row_security', 'on'],
    ['check_function_bodies', 'off'],
    ['zero_damaged_pages', 'on'],
    ['ignore_checksum_failure', 'on'],
  ],
  'how joins are planned': [
    ['enable_hashjoin', 'off'],
    ['enable_mergejoin', 'off'],
    ['enable_nestloop', 'off'],
    ['join_collapse_limit', '1'],
    ['geqo_threshold', '2'],
  ],
  'how tables are read': [
    ['enable_seqscan', 'off'],
    ['enable_indexscan', 'off'],
    ['constraint_exclusion', 'on'],
    ['work_mem', "'64kB'"],
  ],
  'how plans are run': [
    ['plan_cache_mode', "'force_generic_plan'"],
    ['jit_above_cost', '0'],
    ['force_parallel_mode', 'on'],
  ],
};
