import Base
import Domain
import Foundation
import Operations
import SQL
import TestSupport

// crash-desk ADDRESS EPOCH SPEED SMTP: one node that reads mailboxes, takes in what came,
// sends replies whose moment is over and empties the outbox, until somebody kills it. Its clock
// begins at EPOCH (seconds) and runs SPEED times as fast as the real one, so that leases of the
// dead end soon.

let arguments = CommandLine.arguments
guard arguments.count == 5, let epoch = Double(arguments[2]), let speed = Double(arguments[3]),
    let smtp = Int(arguments[4])
else {
    print("usage: crash-desk ADDRESS EPOCH SPEED SMTP")
    exit(64)
}
let place = DatabasePlace(address: arguments[1])
let house = House.fast(
    try await place.open(), epoch: epoch, speed: speed,
    outside: Sink.outside(smtp: smtp))
let holder = "\(getpid())/\(UInt64.random(in: 0 ... .max))"
let report: @Sendable (any Error) -> Void = { error in
    FileHandle.standardError.write(Data("\(error)\n".utf8))
}
print("ready")
let parent = getppid()
await withTaskGroup { group in
    // A test that was stopped must not leave it behind: it would hold what it inherited.
    group.addTask {
        while getppid() == parent { try? await Task.sleep(for: .seconds(1)) }
        exit(0)
    }
    group.addTask { await MailboxRounds(house, holder: holder, report: report).run() }
    group.addTask { await IncomingRounds(house, holder: holder, report: report).run() }
    group.addTask { await ClockRounds(house, holder: holder, report: report).run() }
    group.addTask { await MessageSender(house, holder: holder, report: report).run() }
}
