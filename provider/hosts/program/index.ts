/**
 * The host for functions in the process of a Node.js program, which need no provider process. Uses the stack's
 * configuration, or an explicit provider's, and the environment.
 */
import type { Config } from "../../configuration/sources";
import * as lookups from "../../functions/index";
import { presentable } from "../../messages";
import { openSession, type Session } from "../../session";
import { processEnvironment } from "../processEnvironment";

/** Sessions by configuration: functions of one account share connections and the rate limit. */
const sessions = new Map<string, Session>();

function sessionFor(config: Config): Session {
  const key = JSON.stringify(config);
  const session = sessions.get(key) ?? openSession(config, processEnvironment());
  sessions.set(key, session);
  return session;
}

/** Functions by name, each called with a configuration. They throw errors that can be shown to the user. */
export const lookUp = {
  getImage: withConfig(lookups.getImage),
  getImages: withConfig(lookups.getImages),
  getImageQuota: withConfig(lookups.getImageQuota),
  getImageUsers: withConfig(lookups.getImageUsers),
  getZecImage: withConfig(lookups.getZecImage),
  getZecImages: withConfig(lookups.getZecImages),
  getZecImageUsers: withConfig(lookups.getZecImageUsers),
};

function withConfig<A, R>(lookup: (session: Session, args: A) => Promise<R>): (config: Config, args: A) => Promise<R> {
  return async (config, args) => {
    let session: Session | undefined;
    try {
      session = sessionFor(config);
      return await lookup(session, args);
    } catch (error) {
      throw presentable(error, session?.credentialSource);
    }
  };
}
