-- tshark guesses that MMS without session and presentation has contents, and so leaves out the two
-- octets of a conclude, whose length is 0. Its dissector reads them when it is asked.
local mms = Dissector.get("mms")
local bare = Proto("bare_mms", "MMS on COTP, without contents")

local function conclude(buffer, packet, tree)
  if buffer:len() ~= 2 or buffer(1, 1):uint() ~= 0 then return false end
  local tag = buffer(0, 1):uint()
  if tag ~= 0x8b and tag ~= 0x8c then return false end
  mms:call(buffer, packet, tree)
  return true
end

bare:register_heuristic("cotp", conclude)
