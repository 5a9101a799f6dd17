import ArgumentParser
import Base
import Domain
import Operations

struct ImportCasesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cases",
        abstract: "Make closed cases of imported answers that tell of a contact.",
        discussion: """
              nuo import cases --instrument support-csat \\
                  --title '{hidden.category}: {hidden.sub_category}'

            A contact was reported when its answer was started and answered when it was
            completed; the promise is judged by these two times. Run again, it goes on
            with what is new. Past cases open nothing and invite nobody.
            """)

    @OptionGroup var flags: Settings.Flags
    @Option(help: "Key or id of the questionnaire whose answers tell of the contacts.")
    var instrument: String
    @Option(help: "What a case is called, with slots such as {hidden.category}.")
    var title: String
    @Option(help: "Key of the process.")
    var process = "contact"
    @Option(help: "Key of the promise.")
    var promise = "contact-response"
    @Option(help: "How the contacts ended: an outcome of the process.")
    var outcome = "answered"

    func run() async throws {
        try await Console.with(flags) { console in
            let desk = try await console.desk()
            let began = Live.now()
            let made = try await PastCases(
                instrument: instrument, process: process, promise: promise, outcome: outcome,
                title: Wording(zh: title, en: title)
            ).run(on: desk)
            let seconds = max(0.001, (Live.now() - began).seconds)
            Ending.say("\(made) cases in \(seconds.fixed(1)) s.")
        }
    }
}
