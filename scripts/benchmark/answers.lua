-- Hands in answers over the API with wrk: every request has a key of its own, and the answers
-- differ in questionnaire, length and score. Settings come from the environment, so that the
-- token does not stand in the list of processes.
local run = os.getenv("BENCH_RUN")
local token = os.getenv("BENCH_TOKEN")
local low = tonumber(os.getenv("BENCH_LOW_PERCENT"))

local remarks = {
   "Quick and friendly, thank you.",
   "I waited twenty minutes and then had to explain everything again from the start.",
   "客服很耐心，一次就把问题解决了，点赞。",
   "等了很久才接通，说法前后不一，希望改进。",
   [[The agent said \"tomorrow\", and tomorrow it was. Well done.]],
}
local threads = 0

function setup(thread)
   threads = threads + 1
   thread:set("number", threads)
end

local function one_of(list) return list[math.random(#list)] end

local function nps()
   local isLow = math.random(100) <= low
   local score = isLow and math.random(0, 6) or math.random(7, 10)
   local item = isLow and "disappointment" or (score <= 8 and "missing" or "praise")
   return string.format(
      '{"instrument":"nps","answers":{"recommend":%d,"%s":"%s"},"customer":"K-%05d","language":"%s"}',
      score, item, one_of(remarks), math.random(20000), one_of({ "zh", "en" }))
end

local function csat()
   local isLow = math.random(100) <= low
   local score = isLow and math.random(1, 2) or math.random(4, 5)
   local list = isLow and '"went_wrong":["waiting","repeating"]' or '"well_done":["speed","skill","clarity"]'
   return string.format(
      '{"instrument":"csat-after-service","answers":{"satisfaction":%d,"solved":"%s",%s,"remark":"%s"},'
         .. '"hidden":{"channel":"%s","agent":"agent-%02d","category":"%s"},"language":"zh"}',
      score, isLow and "not_yet" or "yes_once", list, one_of(remarks),
      one_of({ "phone", "chat", "mail" }), math.random(40),
      one_of({ "delivery", "refund", "account", "product" }))
end

local function airline()
   local items = {
      "time_convenience", "online_booking", "online_boarding", "gate_location", "checkin_service",
      "baggage_handling", "seat_comfort", "leg_room", "cleanliness", "entertainment", "wifi",
      "onboard_service", "inflight_service", "food_and_drink",
   }
   local parts = {}
   for i, item in ipairs(items) do parts[i] = string.format('"%s":%d', item, math.random(5)) end
   return string.format(
      '{"instrument":"airline-journey","answers":{%s,"satisfaction":"satisfied"},'
         .. '"hidden":{"class":"%s","age":%d,"distance":%d}}',
      table.concat(parts, ","), one_of({ "Business", "Eco", "Eco Plus" }), math.random(18, 80),
      math.random(100, 4000))
end

local bodies, headers, count = {}, {}, 0

function init()
   math.randomseed(number)
   for i = 1, 600 do bodies[i] = one_of({ nps, nps, csat, csat, csat, airline })() end
   headers["Authorization"] = "Bearer " .. token
   headers["Content-Type"] = "application/json"
end

function request()
   count = count + 1
   -- Chance first, as in a UUID: keys that come in order would spare the store its work.
   headers["Idempotency-Key"] =
      string.format("%08x-%s-%d-%d", math.random(0, 0x7fffffff), run, number, count)
   return wrk.format("POST", "/api/v1/responses", headers, bodies[count % #bodies + 1])
end

function done(summary, latency)
   local errors = summary.errors
   io.write(string.format(
      '\nRESULT {"requests":%d,"seconds":%.3f,"refused":%d,"broken":%d,'
         .. '"p50":%.3f,"p99":%.3f,"max":%.3f}\n',
      summary.requests, summary.duration / 1e6, errors.status,
      errors.connect + errors.read + errors.write + errors.timeout,
      latency:percentile(50) / 1000, latency:percentile(99) / 1000, latency.max / 1000))
end
