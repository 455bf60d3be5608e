import type { CallerTools } from "../../../provider/zenlayer/caller";
import type { ProviderProcess } from "../support/providerProcess";
import type { Trouble } from "./commands";

type Post = CallerTools["transport"]["post"];

/** Sends as `send` does, and lets the trouble happen at its call. Faults of the service are the emulator's business. */
export function troubledPost(
  send: Post,
  trouble: Trouble | undefined,
  provider: () => Pick<ProviderProcess, "cancel" | "kill">,
): Post {
  let calls = 0;
  return async (action, body, signal) => {
    const counts = trouble?.action === "*" || trouble?.action === action;
    const isDue = counts && ++calls === trouble.nth;
    if (!isDue) return send(action, body, signal);
    const answer = send(action, body, signal);
    if (trouble.kind === "cancel") provider().cancel();
    const { status, headers, body: text } = await answer;
    if (trouble.kind === "kill") {
      provider().kill();
      return new Promise(() => undefined);
    }
    const isHalf = trouble.kind === "halfList" && action === "DescribeImages" && status === 200;
    return { status, headers, body: isHalf ? halved(text) : text };
  };
}

/** A list of which the older half arrives, with the count of the whole. */
function halved(text: string): string {
  const answer = JSON.parse(text) as { response: { dataSet: unknown[] } };
  const { dataSet } = answer.response;
  answer.response.dataSet = dataSet.slice(Math.ceil(dataSet.length / 2));
  return JSON.stringify(answer);
}
