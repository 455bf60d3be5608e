import { actionsOn } from "../action";

/** Defines an action of the service `vm`. */
export const defineAction = actionsOn((clouds) => clouds.vm, { unknownParameters: "ignored" });
