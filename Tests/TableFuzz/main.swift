import Foundation
import TestSupport

// table-fuzz INPUTS [SEED]: hostile tables by the million, in release.

let words = CommandLine.arguments.dropFirst().map { UInt64($0) }
guard let inputs = words.first ?? nil, let seed = words.dropFirst().first ?? 1 else {
    print("usage: table-fuzz INPUTS [SEED]")
    exit(64)
}
var fuzz = TableFuzz(seed: seed)
for number in 0..<inputs {
    var fault = try fuzz.fault()
    if fault == nil, number % 4 == 0 { fault = try fuzz.writingFault() }
    if let fault {
        print("input \(number) of seed \(seed): \(fault)")
        exit(1)
    }
}
print("\(inputs) inputs of seed \(seed): \(fuzz.read) read, \(fuzz.refused) refused, no fault.")
