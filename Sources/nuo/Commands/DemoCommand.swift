import ArgumentParser
import Operations

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Load a demonstration workspace into an empty store.",
        discussion: """
            Three months of an invented furniture house: answers, cases, promises kept
            and broken. The same seed makes the same company. Remove it in Settings with
            one click.
            """)

    @OptionGroup var flags: Settings.Flags
    @Option(help: "Language of people, teams and notes: zh or en.")
    var language: String?
    @Option(help: "The same seed makes the same company.")
    var seed: UInt64 = 20_261_122
    @Option(help: "How many days it has lived.")
    var days = 90

    func run() async throws {
        try await Console.with(flags) { console in
            try await DemoCommand.load(
                into: console.house, language: language, seed: seed, days: days)
        }
    }

    static func load(
        into house: House, language: String? = nil, seed: UInt64 = 20_261_122, days: Int = 90
    ) async throws {
        guard try await house.isUntouched() else {
            throw Stop("Somebody works here already: a demonstration needs an empty store.")
        }
        Ending.say("Generating the demonstration: \(days) days of an invented company …")
        let language = language ?? Phrases.language
        try await Demonstration(language: language, seed: seed, days: days).load(into: house)
    }
}
