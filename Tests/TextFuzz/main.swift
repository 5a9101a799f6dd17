import Foundation
import Language
import Operations
import TestSupport

// text-fuzz TEXTS [SEED]: hostile texts by the million through every entry of `nuo text`, then ten
// megabytes of one thing, which must take no more than their share of the time of one. In release.

let given = CommandLine.arguments.dropFirst().map { Int($0) }
guard let texts = given.first ?? nil, let seed = given.dropFirst().first ?? 1 else {
    print("usage: text-fuzz TEXTS [SEED]")
    exit(64)
}
var fuzz = TextFuzz(seed: UInt64(seed))
for number in 0..<(texts / TextFuzz.rows) {
    if let fault = try fuzz.fault(number) {
        print("table \(number) of seed \(seed): \(fault)")
        exit(1)
    }
}
print("\(texts) texts of seed \(seed): \(fuzz.answered) answers, \(fuzz.refused) refused.")

let lexicons = Project.lexicons

/// Of the processor: a machine that others use as well makes nothing longer.
func seconds(_ body: () -> Void) -> Double {
    func used() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
    let begun = used()
    body()
    return used() - begun
}

for piece in [
    "很", "不", "a", "not ", "一", "1", ":(", "服务态度", "\u{200B}", "😀", "a@b.", "您", "\0", "1 ",
    "?", "好?", "good? ",
] {
    func work(_ megabytes: Int) -> Double {
        let text = String(repeating: piece, count: megabytes * 1_000_000 / piece.utf8.count)
        let bytes = Array(text.utf8)
        return seconds {
            let normal = NormalText(bytes, folding: lexicons.folding)
            _ = lexicons.mood.reading(of: normal)
            _ = lexicons.personal.masked(bytes)
            _ = lexicons.coach.reading(of: bytes)
            _ = WordTexts(lexicons).parted(bytes)
        }
    }
    let (one, ten) = (work(1), work(10))
    let pace = "\(piece.debugDescription): \(one) s for 1 MB, \(ten) s for 10 MB"
    print(pace)
    if ten > 1, ten > one * 40 {
        print("that is not linear")
        exit(1)
    }
}
