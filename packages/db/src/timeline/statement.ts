import type { ClientBase, Pool, QueryResultRow } from 'pg';

/** What a statement can be run on: a pool by itself, a client inside a transaction. */
export type Queryable = Pool | ClientBase;

/** One hand-written SQL statement. Named, so that each connection plans it once. */
export type Statement<Row extends QueryResultRow> = {
  readonly name: string;
  readonly text: string;
  run(on: Queryable, values: readonly unknown[]): Promise<readonly Row[]>;
  /**
   * The same, planned for these very values. A plan that is kept for all values expects short lists, and joins long
   * ones by comparing each with each.
   */
  runForMany(on: Queryable, values: readonly unknown[]): Promise<readonly Row[]>;
};

/** Declares a statement; `Row` is what it answers, as the driver gives it (bigint arrives as text). */
export function statement<Row extends QueryResultRow>(name: string, text: string): Statement<Row> {
  return {
    name,
    text,
    run: async (on, values) => (await on.query<Row>({ name, text, values: [...values] })).rows,
    runForMany: async (on, values) => (await on.query<Row>({ text, values: [...values] })).rows,
  };
}
