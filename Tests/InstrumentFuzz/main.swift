import Foundation
import TestSupport

// instrument-fuzz INPUTS [SEED]: spoilt questionnaires, their files and expressions by the million,
// in release.

let words = CommandLine.arguments.dropFirst().map { UInt64($0) }
guard let inputs = words.first ?? nil, let seed = words.dropFirst().first ?? 1 else {
    print("usage: instrument-fuzz INPUTS [SEED]")
    exit(64)
}
let library = Project.texts(in: "Resources/library/instruments", ending: ".yaml")
let documents = library.sorted { $0.key < $1.key }.map(\.value)
var files = try FileFuzz(seed: seed, documents: documents)
var fuzz = try InstrumentFuzz(seed: seed, documents: documents + [InstrumentFuzz.logical])
for number in 0..<inputs {
    if let fault = fuzz.fault() ?? fuzz.expressionFault() ?? files.fault() {
        print("input \(number) of seed \(seed): \(fault)")
        exit(1)
    }
}
print(
    """
    \(inputs) inputs of seed \(seed): \(fuzz.read) documents read, \(fuzz.refused) refused; \
    \(files.read) files read, \(files.refused) refused; no fault.
    """)
