/**
 * Every message that a user can see, by subject, so that they keep one tone: what happened, why, what to do, then the
 * API's code and request id in parentheses. Each exported function returns the text of one message; `docs/messages.md`
 * shows all of them side by side.
 */
export { placeOf, sentence as sentenceOf } from "./parts";
export { UserError } from "./userError";
export * from "./settings";
export * from "./unfinished";
export * from "./network";
export * from "./responses";
export * from "./apiErrors";
export * from "./imageUsers";
export * from "./inputs";
export * from "./findings";
export * from "./creation";
export * from "./instances";
export * from "./changes";
export * from "./adoption";
export * from "./families";
export * from "./functions";
export * from "./progress";
export * from "./plugin";
export * from "./process";
export * from "./zec";
