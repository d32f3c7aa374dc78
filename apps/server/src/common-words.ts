/**
 * What people make passwords of: without their digits and signs these are rejected, so that
 * `Password-2026!` is one of them too. In lower case.
 */
export const COMMON_WORDS: ReadonlySet<string> = new Set(
  `password passwort passord motdepasse contrasena passw pass passphrase changeme changemenow
  letmein letmeinplease welcome welcomeback welcomehome administrator admin adminadmin root toor
  superuser operator supervisor engineer maintenance scada plant control controlroom bulkhead
  bulkheadbulkhead qwerty qwertyqwerty qwertyuiop qwertyuiopasdf qwertyuiopasdfgh qwertzuiop azerty
  azertyuiop asdfghjkl asdfghjklqwerty zxcvbnm qazwsx qazwsxedc qazwsxedcrfv abc abcd abcdef
  abcdefgh abcdefghij abcdefghijkl abcdefghijklmnop iloveyou iloveyouforever sunshine princess
  football baseball basketball monkey dragon master shadow superman batman michael jennifer jordan
  hunter charlie trustno trustnoone starwars computer internet secret topsecret supersecret summer
  winter spring autumn january february march april may june july august september october november
  december monday friday test testtest testing tester demo demodemo sample guest default user
  login access passpass passwordpassword mypassword thisismypassword correcthorsebatterystaple
  q1w2e3r4t5y6 1q2w3e4r5t6y 1q2w3e4r5t6y7u qweqwe asdasd zaq1zaq1zaq1 p@ssw0rd p@ssword pssword
  pssw pssrd psswrd passwrd passwd siemens schneider rockwell honeywell emerson modbus water
  drinkingwater millbrook millbrookwater`
    .split(/\s+/)
    .filter((word) => word !== ''),
);
