// Commands of the real engine take 2 to 4 s each, several times that on a busy machine.
jest.setTimeout(240_000);
