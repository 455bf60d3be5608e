import * as messages from "../messages";
import type { FamilyKind } from "./kind";
import { isPlan, plan, type Known, type Plan } from "./plan";
import type { FamilyInputs } from "./state";

/** {@link plan}. @throws UserError when the update is not possible */
export function planOrThrow(kind: FamilyKind, olds: Known | undefined, news: FamilyInputs): Plan {
  const outcome = plan(olds, news, kind.declared);
  if (!isPlan(outcome)) throw messages.familyError(messages.familyRefused(news.familyName, outcome));
  return outcome;
}
