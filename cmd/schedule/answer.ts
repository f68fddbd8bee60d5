/** One answer to a question: by one configuration, with one seed. */
import { placePods } from './placing';
import type { Question } from './question';
import { podsIn, reportOn, type Report, type Subject } from './report';
import { openWorld } from './world';

/** Throws UsageError for what cannot be made in that cluster. */
export async function answer(question: Question, subject: Subject): Promise<Report> {
  const warnings: string[] = [];
  const world = await openWorld(question, subject.seed, (text) => warnings.push(text));
  try {
    const before = await podsIn(world);
    return await reportOn(world, before, await placePods(world, subject), { ...subject, notes: [...subject.notes, ...new Set(warnings)] });
  } finally {
    await world.registry.close();
  }
}
