-- What wrk sends: the requests of a file one after the other, whole as a browser would send them, each ended by a NUL.
local texts, at = {}, 0
for text in io.open(os.getenv("BENCH_REQUESTS"), "rb"):read("*a"):gmatch("([^%z]+)%z") do
  texts[#texts + 1] = text
end

function request()
  at = at % #texts + 1
  return texts[at]
end
