/** Times as people read them. */

/** A time of the ledger (seconds) as text, in UTC. */
export function moment(time: bigint | number): string {
  const date = new Date(Number(time) * 1_000);
  return Number.isNaN(date.getTime()) ? `second ${time}` : `${date.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
