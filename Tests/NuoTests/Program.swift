import Foundation
import TestSupport

/// The built program on one database, as a person at a terminal runs it.
struct Program: Sendable {
    let place: DatabasePlace
    /// Its data folder, which holds the key.
    let folder: String

    struct Outcome: Sendable {
        let code: Int32
        /// Of both streams.
        let text: String
    }

    init(_ place: DatabasePlace) throws {
        self.place = place
        folder =
            place.engine == .sqlite
            ? URL(fileURLWithPath: place.address).deletingLastPathComponent().path
            : try Scratch.newFolder("nuo")
    }

    var keyPath: String { folder + "/nuo.key" }

    private func process(_ arguments: [String]) -> Process {
        let tests = URL(fileURLWithPath: CommandLine.arguments[0])
        let process = Process()
        process.executableURL =
            tests.deletingLastPathComponent().appendingPathComponent("nuo")
        process.arguments = arguments
        var environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("NUO_") }
        environment["NUO_DATA"] = folder
        environment["NUO_RESOURCES"] = Project.root + "/Resources"
        if place.engine == .postgres { environment["NUO_DATABASE"] = place.address }
        process.environment = environment
        return process
    }

    /// - Parameter input: what is typed.
    func run(_ arguments: String..., input: String = "") async throws -> Outcome {
        try await run(arguments, input: input)
    }

    func run(_ arguments: [String], input: String = "") async throws -> Outcome {
        let process = process(arguments)
        let (typed, said) = try Spawning.alone {
            let (typed, said) = (Pipe(), Pipe())
            process.standardInput = typed
            process.standardOutput = said
            process.standardError = said
            try process.run()
            return (typed, said)
        }
        try typed.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try typed.fileHandleForWriting.close()
        let text = await withCheckedContinuation { done in
            DispatchQueue.global().async {
                done.resume(returning: said.fileHandleForReading.readDataToEndOfFile())
            }
        }
        while process.isRunning { try await Task.sleep(for: .milliseconds(5)) }
        return Outcome(
            code: process.terminationStatus, text: String(decoding: text, as: UTF8.self))
    }

    /// Runs it and kills it at some moment.
    func runAndKill(_ arguments: String..., after pause: Duration) async throws {
        let process = process(arguments)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try Spawning.alone { try process.run() }
        try await Task.sleep(for: pause)
        kill(process.processIdentifier, SIGKILL)
        while process.isRunning { try await Task.sleep(for: .milliseconds(5)) }
    }
}
