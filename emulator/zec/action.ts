import { actionsOn } from "../action";

/** Defines an action on the state of `zec`: one of the service itself, of its tags or of its resource groups. */
export const defineAction = actionsOn((clouds) => clouds.zec, { unknownParameters: "rejected" });
