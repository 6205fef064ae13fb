-- Global limits: a fair queue with leases. One script on the server's clock; see slots.py for the words.
--
-- KEYS[1] is the base of the resource's keys. Under it: holders (token by end of lease), queue:<class> (token by turn),
-- alive (waiter by the instant it counts as dead), about (JSON by token), turns:<class> (last turn by person),
-- stats (with the limit that people set), times (last durations of all kinds), times:<kind>, handoffs, wake:<token>.
--
-- ARGV[1] is the command, ARGV[2] a JSON object of its arguments. All times are milliseconds.

local base, command, args = KEYS[1], ARGV[1], cjson.decode(ARGV[2])
local CLASSES = {'interactive', 'generation', 'batch'}
local KEPT = 64

local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local holders, alive, about, stats = base .. ':holders', base .. ':alive', base .. ':about', base .. ':stats'

-- A limit that people set counts for all processes from one instant, whatever each was started with.
local configured = args.limit
args.limit = tonumber(redis.call('HGET', stats, 'limit') or configured)

local function queue(class) return base .. ':queue:' .. class end

local function get_about(token)
  local text = redis.call('HGET', about, token)
  return text and cjson.decode(text) or nil
end

local function set_about(token, values) redis.call('HSET', about, token, cjson.encode(values)) end

local function keep(key, value)
  redis.call('LPUSH', key, value)
  redis.call('LTRIM', key, 0, KEPT - 1)
end

-- A person without a wait left starts anew; the last of several that is given up gives its turn back.
local function leave_queue(values, turn)
  local turns, person = base .. ':turns:' .. values.class, values.person
  if redis.call('HINCRBY', turns, 'n:' .. person, -1) <= 0 then
    redis.call('HDEL', turns, 'n:' .. person, 'p:' .. person)
  elseif turn == tonumber(redis.call('HGET', turns, 'p:' .. person) or '0') then
    redis.call('HSET', turns, 'p:' .. person, turn - 1)
  end
end

local function forget_waiter(token, values)
  local turn = redis.call('ZSCORE', queue(values.class), token)
  if turn then leave_queue(values, math.floor(tonumber(turn) / 1e9)) end
  redis.call('ZREM', queue(values.class), token)
  redis.call('ZREM', alive, token)
  redis.call('DEL', base .. ':wake:' .. token)
  redis.call('HDEL', about, token)
end

local function forget_holder(token, values)
  redis.call('ZREM', holders, token)
  redis.call('DEL', base .. ':wake:' .. token)
  redis.call('HDEL', about, token)
  if values and values.claimed and args.is_used then
    keep(base .. ':times', now - values.granted)
    keep(base .. ':times:' .. values.kind, now - values.granted)
  end
end

-- Holders past their lease and waiters that gave no sign lose what they had. Waiters could give none while the server
-- itself was away: they keep their places if they come back soon after it.
local function sweep()
  for _, token in ipairs(redis.call('ZRANGEBYSCORE', holders, '-inf', now)) do
    redis.call('ZREM', holders, token)
    redis.call('HDEL', about, token)
    redis.call('HINCRBY', stats, 'reclaimed', 1)
  end
  local seen = tonumber(redis.call('HGET', stats, 'seen') or now)
  redis.call('HSET', stats, 'seen', now)
  if now - seen > args.patience then redis.call('HSET', stats, 'spared', now + args.patience) end
  if now < tonumber(redis.call('HGET', stats, 'spared') or '0') then return end
  for _, token in ipairs(redis.call('ZRANGEBYSCORE', alive, '-inf', now)) do
    local values = get_about(token)
    if values then forget_waiter(token, values) else redis.call('ZREM', alive, token) end
  end
end

local function count_held()
  local held, total = {interactive = 0, generation = 0, batch = 0}, 0
  local tokens = redis.call('ZRANGE', holders, 0, -1)
  if #tokens > 0 then
    for _, text in ipairs(redis.call('HMGET', about, unpack(tokens))) do
      if text then
        local class = cjson.decode(text).class
        held[class] = held[class] + 1
      end
      total = total + 1
    end
  end
  return held, total
end

-- The class whose turn it is: first one below its floor, else the one that holds least for its weight.
local function choose_class(held)
  local best, best_below, best_share
  for _, class in ipairs(CLASSES) do
    if redis.call('ZCARD', queue(class)) > 0 then
      local below = held[class] < args.floors[class]
      local share = held[class] / args.weights[class]
      if not best or (below and not best_below) or (below == best_below and share < best_share) then
        best, best_below, best_share = class, below, share
      end
    end
  end
  return best
end

-- A server that was started anew may have lost its last seconds, permits among them: for a grace nobody new gets one,
-- and holders that know nothing of it are taken in again when they renew.
local function is_recovering()
  local info = redis.call('INFO', 'server')
  local run, known = string.match(info, 'run_id:(%w+)'), redis.call('HGET', stats, 'run')
  if known == run then return false end
  if known and tonumber(string.match(info, 'uptime_in_seconds:(%d+)')) * 1000 < args.grace then return true end
  redis.call('HSET', stats, 'run', run)
  return false
end

-- Hands free permits to the next waiters, each woken through a list of its own.
local function promote()
  sweep()
  local held, total = count_held()
  while total < args.limit do
    local class = choose_class(held)
    if not class or is_recovering() then return end
    local popped = redis.call('ZPOPMIN', queue(class))
    local token, values = popped[1], get_about(popped[1])
    redis.call('HSET', base .. ':turns:' .. class, '', math.floor(popped[2] / 1e9))
    leave_queue(values, 0)
    redis.call('ZREM', alive, token)
    redis.call('ZADD', holders, now + args.reservation, token)
    values.granted = now
    set_about(token, values)
    redis.call('RPUSH', base .. ':wake:' .. token, '1')
    redis.call('PEXPIRE', base .. ':wake:' .. token, args.reservation)
    held[class], total = held[class] + 1, total + 1
  end
end

-- People of one class take turns: the n-th wait of a person comes after the first n-1 waits of everybody else.
local function enter_queue()
  local class = args.class
  local turns = base .. ':turns:' .. class
  if redis.call('ZCARD', queue(class)) == 0 then redis.call('DEL', turns) end
  local current = tonumber(redis.call('HGET', turns, '') or '0')
  local last = tonumber(redis.call('HGET', turns, 'p:' .. args.person) or '0')
  local turn = math.max(current, last) + 1
  redis.call('HSET', turns, 'p:' .. args.person, turn)
  redis.call('HINCRBY', turns, 'n:' .. args.person, 1)
  local arrival = redis.call('HINCRBY', stats, 'arrivals', 1) % 1e9
  redis.call('ZADD', queue(class), turn * 1e9 + arrival, args.token)
  set_about(args.token, {class = class, person = args.person, owner = args.owner, kind = args.kind, asked = now})
end

-- Place in the order of turns, waiters of other classes counted by their weight.
local function find_place()
  local rank = redis.call('ZRANK', queue(args.class), args.token) + 1
  local place = rank
  for _, class in ipairs(CLASSES) do
    if class ~= args.class then
      local passing = math.ceil(rank * args.weights[class] / args.weights[args.class])
      place = place + math.min(redis.call('ZCARD', queue(class)), passing)
    end
  end
  return place
end

-- What a forecast needs: how long each permit is held, and how long permits were held before.
local function outline()
  local elapsed, kinds = {}, {}
  local tokens = redis.call('ZRANGE', holders, 0, -1)
  local texts = #tokens > 0 and redis.call('HMGET', about, unpack(tokens)) or {}
  for _, text in ipairs(texts) do
    if text then
      local values = cjson.decode(text)
      table.insert(elapsed, {values.kind, now - values.granted})
      kinds[values.kind] = kinds[values.kind] or redis.call('LRANGE', base .. ':times:' .. values.kind, 0, -1)
    end
  end
  local times = redis.call('LRANGE', base .. ':times', 0, -1)
  return {limit = args.limit, elapsed = elapsed, kinds = kinds, times = times}
end

local function acquire()
  local values = get_about(args.token)
  if not redis.call('ZSCORE', holders, args.token) then
    if not values then enter_queue() end
    redis.call('ZADD', alive, now + args.patience, args.token)
  end
  promote()
  if not redis.call('ZSCORE', holders, args.token) then
    return {find_place(), args.is_told and cjson.encode(outline()) or ''}
  end
  values = get_about(args.token)
  if not values.claimed then
    values.claimed = true
    set_about(args.token, values)
    redis.call('HINCRBY', stats, 'granted', 1)
    if values.asked < values.granted then keep(base .. ':handoffs', now - values.granted) end
  end
  redis.call('ZADD', holders, now + args.lease, args.token)
  redis.call('DEL', base .. ':wake:' .. args.token)
  return {0, ''}
end

-- Only a permit that is still held is given back: its second release, or one by a stranger, changes nothing.
local function release()
  sweep()
  local values, is_held = get_about(args.token), redis.call('ZSCORE', holders, args.token)
  if is_held then
    forget_holder(args.token, values)
  elseif values then
    forget_waiter(args.token, values)
  end
  promote()
  return is_held and 1 or 0
end

local function release_owner()
  local count = 0
  local all = redis.call('HGETALL', about)
  for i = 1, #all, 2 do
    local values = cjson.decode(all[i + 1])
    if values.owner == args.owner then
      if redis.call('ZREM', holders, all[i]) == 1 then
        redis.call('HINCRBY', stats, 'reclaimed', 1)
        count = count + 1
      end
      forget_waiter(all[i], values)
    end
  end
  promote()
  return count
end

local function renew()
  local ends = redis.call('ZSCORE', holders, args.token)
  if not ends and is_recovering() then
    forget_waiter(args.token, {class = args.class, person = args.person})
    set_about(args.token, {
      class = args.class, person = args.person, owner = args.owner, kind = args.kind, asked = now, granted = now,
    })
  elseif not ends or tonumber(ends) <= now then
    return 0
  end
  redis.call('ZADD', holders, now + args.lease, args.token)
  return 1
end

local function describe()
  promote()
  local waiting, oldest = {}, now
  for _, class in ipairs(CLASSES) do
    local tokens = redis.call('ZRANGE', queue(class), 0, -1)
    waiting[class] = #tokens
    for _, token in ipairs(tokens) do oldest = math.min(oldest, get_about(token).asked) end
  end
  return cjson.encode({
    in_use = redis.call('ZCARD', holders), waiting = waiting, oldest_wait = now - oldest,
    granted = tonumber(redis.call('HGET', stats, 'granted') or '0'),
    reclaimed = tonumber(redis.call('HGET', stats, 'reclaimed') or '0'),
    handoffs = redis.call('LRANGE', base .. ':handoffs', 0, -1), outline = outline(),
  })
end

-- Above a new, lower limit nobody gets in; those who hold a permit keep it to the end of their call. 0 takes it back.
local function set_limit()
  local known = tonumber(redis.call('HGET', stats, 'limit_version') or '-1')
  if args.version < known and not args.is_forced then return 0 end
  redis.call('HSET', stats, 'limit_version', args.version)
  if args.chosen > 0 then redis.call('HSET', stats, 'limit', args.chosen) else redis.call('HDEL', stats, 'limit') end
  args.limit = args.chosen > 0 and args.chosen or configured
  promote()
  return 1
end

local COMMANDS = {
  acquire = acquire, release = release, release_owner = release_owner, renew = renew, describe = describe,
  set_limit = set_limit,
}
return COMMANDS[command]()
