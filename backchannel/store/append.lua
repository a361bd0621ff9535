-- A collector's transaction: append what was seen and move the cursor, together or not at all.
-- KEYS: ingest, cursors
-- ARGV: source, the position we believe is stored ('' for none), the new position, the stream's limit, entries...
local stored = redis.call('HGET', KEYS[2], ARGV[1]) or ''
if stored ~= ARGV[2] then
  return 'moved' -- somebody else collects this source, or Redis lost its tail: start again from what is stored
end
if #ARGV > 4 and redis.call('XLEN', KEYS[1]) + #ARGV - 4 > tonumber(ARGV[4]) then
  return 'full'
end
for i = 5, #ARGV do
  redis.call('XADD', KEYS[1], '*', 'entry', ARGV[i])
end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[3])
return 'done'
