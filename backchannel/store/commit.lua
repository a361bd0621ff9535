-- Curate's transaction: one entry's whole effect, once.
-- KEYS: lease, ingest, then every key that is written
-- ARGV: token, entry id ('' for a part of an entry that is not its last), then for each write:
--       how many words it has, the command, the number of its key in KEYS, its arguments
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 'fenced'
end
if ARGV[2] ~= '' and #redis.call('XRANGE', KEYS[2], ARGV[2], ARGV[2]) == 0 then
  return 'again'
end
local at = 3
while at <= #ARGV do
  local words = tonumber(ARGV[at])
  local command = { ARGV[at + 1], KEYS[tonumber(ARGV[at + 2])] }
  for i = 3, words do
    command[i] = ARGV[at + i]
  end
  if command[1] ~= 'HDELOF' then
    redis.call(unpack(command))
  elseif redis.call('HGET', command[2], command[3]) == command[4] then -- a field goes only if it still has that value
    redis.call('HDEL', command[2], command[3])
  end
  at = at + words + 1
end
if ARGV[2] ~= '' then -- last: a script that fails half-way keeps its entry, to be tried again or parked
  redis.call('XDEL', KEYS[2], ARGV[2])
end
return 'done'
