import type * as pb from "@pulumi/pulumi/proto/provider_pb";
import { messages } from "./protocol";

/** What a change of a property means. */
type Change = "update" | "replace";

/** The response to a diff, property by property, so that the engine's `replaceOnChanges` has something to act on. */
export function detailedDiff(
  {
    properties: changes,
    deleteBeforeReplace = false,
  }: { properties: Record<string, Change>; deleteBeforeReplace?: boolean },
  olds: object,
  news: object,
): pb.DiffResponse {
  const names = Object.keys(changes);
  const response = new messages.DiffResponse();
  const { DIFF_SOME, DIFF_NONE } = messages.DiffResponse.DiffChanges;
  response.setChanges(names.length > 0 ? DIFF_SOME : DIFF_NONE);
  response.setDiffsList(names);
  response.setReplacesList(names.filter((name) => changes[name] === "replace"));
  response.setDeletebeforereplace(deleteBeforeReplace);
  response.setHasdetaileddiff(true);
  for (const [name, change] of Object.entries(changes)) {
    const property = new messages.PropertyDiff();
    property.setKind(kindOf(change, Object.hasOwn(olds, name), Object.hasOwn(news, name)));
    response.getDetaileddiffMap().set(name, property);
  }
  return response;
}

function kindOf(change: Change, wasThere: boolean, isThere: boolean): pb.PropertyDiff.Kind {
  const { ADD, ADD_REPLACE, DELETE, DELETE_REPLACE, UPDATE, UPDATE_REPLACE } = messages.PropertyDiff.Kind;
  const isUpdate = change === "update";
  if (!wasThere) return isUpdate ? ADD : ADD_REPLACE;
  if (!isThere) return isUpdate ? DELETE : DELETE_REPLACE;
  return isUpdate ? UPDATE : UPDATE_REPLACE;
}
