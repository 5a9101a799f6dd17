import ArgumentParser
import Foundation
import Operations

struct ExportCasesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cases", abstract: "One row a case.")

    @OptionGroup var flags: Settings.Flags

    func run() async throws {
        try await Console.with(flags) { console in
            Output.write([CaseExport.caseColumns])
            try await CaseExport.cases.write(from: try await console.desk()) { Output.write($0) }
        }
    }
}

struct ExportCaseEventsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "case-events", abstract: "One row an event: a log for process mining.")

    @OptionGroup var flags: Settings.Flags

    func run() async throws {
        try await Console.with(flags) { console in
            Output.write([CaseExport.eventColumns])
            try await CaseExport.events.write(from: try await console.desk()) { Output.write($0) }
        }
    }
}

/// Standard output, for tables.
private enum Output {
    static func write(_ rows: [[String]]) {
        FileHandle.standardOutput.write(Data(DelimitedText.lines(rows).utf8))
    }
}
