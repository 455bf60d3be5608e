import { SERVICES } from "../../emulator/services";
import { ACTIONS, addressOf, type Action } from "./actions";

const actions = Object.keys(ACTIONS) as Action[];

test("what creates an image, or changes copies, must not be sent again blindly", () => {
  expect(actions.filter((action) => !ACTIONS[action].repeatable)).toEqual([
    ...["CreateImage", "zec CreateImage", "zec CopyImage", "zec DeleteImageCopy"],
  ]);
});

test("whatever does not describe, changes something", () => {
  for (const action of actions) {
    expect({ action, writes: ACTIONS[action].writes }).toEqual({ action, writes: !/\bDescribe/.test(action) });
  }
});

test("the emulator has every action", () => {
  const emulated = SERVICES.flatMap(({ name, actions: has }) => has.map((action) => `${name} ${action.name}`));
  const called = actions.map((action) => addressOf(action, "")).map(({ service, name }) => `${service} ${name}`);
  expect(called.filter((action) => !emulated.includes(action))).toEqual([]);
});
