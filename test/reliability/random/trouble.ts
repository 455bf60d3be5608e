import type { Action } from "../../../provider/zenlayer/actions";
import type { ClientOptions } from "../../../provider/zenlayer/retryingClient";
import type { JumpingClock } from "../support/jumpingClock";
import type { ProviderProcess } from "../support/providerProcess";
import type { Trouble } from "./commands";

export type Post = ClientOptions["transport"]["post"];

/** The action without its service. */
export const nameOf = (action: Action): string => action.replace(/^.* /, "");

/** Sends as `send` does, and causes the trouble at its call. The emulator injects faults of the service. */
export function troubledPost(
  send: Post,
  trouble: Trouble | undefined,
  provider: () => Pick<ProviderProcess, "cancel" | "kill">,
  clock: JumpingClock,
): Post {
  let calls = 0;
  return async (action, body, signal) => {
    const counts = trouble?.action === "*" || trouble?.action === nameOf(action);
    const isDue = counts && ++calls === trouble.nth;
    if (!isDue) return send(action, body, signal);
    const answer = send(action, body, signal);
    if (trouble.kind === "cancel") {
      const process = provider();
      if (trouble.laterMs) void clock.sleep(trouble.laterMs).then(() => process.cancel());
      else process.cancel();
    }
    const { status, headers, body: text } = await answer;
    if (trouble.kind === "kill") {
      provider().kill();
      return new Promise(() => undefined);
    }
    const isHalf = trouble.kind === "halfList" && action === "DescribeImages" && status === 200;
    return { status, headers, body: isHalf ? halved(text) : text };
  };
}

/** A list with only its older half, and the count of the whole. */
function halved(text: string): string {
  const answer = JSON.parse(text) as { response: { dataSet: unknown[] } };
  const { dataSet } = answer.response;
  answer.response.dataSet = dataSet.slice(Math.ceil(dataSet.length / 2));
  return JSON.stringify(answer);
}
