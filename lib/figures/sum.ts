import { transaction } from "@/lib/db";

/**
 * Sums up what triggers noted since the last time, with the sums of the same figures. Whoever reads meanwhile sees the old rows or
 * the new; of two at once each sums what the other has not taken. Its cost grows with what was noted, not with what is known.
 */
export async function sumFigures(): Promise<void> {
  await transaction(async (tx) => {
    await tx.$executeRaw`
      WITH noted AS (
        DELETE FROM figure WHERE NOT is_sum RETURNING letter_id, measure, day, label, state, change
      ), earlier AS (
        DELETE FROM figure f USING (SELECT DISTINCT letter_id, measure, day, label, state FROM noted) n
        WHERE f.is_sum AND f.letter_id = n.letter_id AND f.measure = n.measure AND f.day IS NOT DISTINCT FROM n.day
          AND f.label = n.label AND f.state = n.state
        RETURNING f.letter_id, f.measure, f.day, f.label, f.state, f.change
      )
      INSERT INTO figure (letter_id, measure, day, label, state, change, is_sum)
      SELECT letter_id, measure, day, label, state, sum(change), true
      FROM (SELECT * FROM noted UNION ALL SELECT * FROM earlier) AS taken
      GROUP BY 1, 2, 3, 4, 5 HAVING sum(change) <> 0`;
  });
}
