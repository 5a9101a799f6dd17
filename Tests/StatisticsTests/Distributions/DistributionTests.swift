import Statistics
import Testing

/// Against mpmath at 40 digits (tails) and scipy 1.17.1 (quantiles).
@Suite struct DistributionTests {
    @Test(arguments: table.split(separator: "\n").map(String.init))
    func agreesWithPeers(_ line: String) {
        let words = line.split(separator: " ").map(String.init)
        let x = words.dropFirst().compactMap(Double.init)
        expectRelative(value(words[0], x), x.last!, tolerance(words[0]), line)
    }

    func tolerance(_ name: String) -> Double { name.hasSuffix("quantile") ? 1e-11 : 2e-13 }

    func value(_ name: String, _ x: [Double]) -> Double {
        switch name {
        case "normal.cdf": Normal.cdf(x[0])
        case "normal.quantile": Normal.quantile(x[0])
        case "t.upper": StudentT(degrees: x[0]).upperTail(x[1])
        case "t.quantile": StudentT(degrees: x[0]).quantile(x[1])
        case "chi.cdf": ChiSquared(degrees: x[0]).cdf(x[1])
        case "chi.upper": ChiSquared(degrees: x[0]).upperTail(x[1])
        case "chi.quantile": ChiSquared(degrees: x[0]).quantile(x[1])
        case "f.upper": FisherF(x[0], x[1]).upperTail(x[2])
        case "f.quantile": FisherF(x[0], x[1]).quantile(x[2])
        case "beta.quantile": BetaDistribution(x[0], x[1]).quantile(x[2])
        case "binomial.mass": Binomial(trials: Int(x[0]), chance: x[1]).mass(Int(x[2]))
        case "binomial.cdf": Binomial(trials: Int(x[0]), chance: x[1]).cdf(Int(x[2]))
        default: .nan
        }
    }

    @Test func symmetriesHold() {
        for t in [0.0, 0.3, 2.5, 11] {
            let law = StudentT(degrees: 7)
            expectNear(law.cdf(-t), law.upperTail(t))
            expectNear(law.cdf(t) + law.upperTail(t), 1)
            expectNear(Normal.cdf(-t) + Normal.cdf(t), 1)
        }
        #expect(StudentT(degrees: 3).quantile(0.5) == 0)
        #expect(ChiSquared(degrees: 3).cdf(0) == 0)
        #expect(FisherF(2, 3).quantile(1) == .infinity)
        #expect(BetaDistribution(2, 3).quantile(1) == 1)
        #expect(Binomial(trials: 5, chance: 0).mass(0) == 1)
    }

    static let table = """
        normal.cdf -20.0 2.7536241186062337e-89
        normal.cdf -8.0 6.220960574271784e-16
        normal.cdf -3.5 0.00023262907903552504
        normal.cdf -1.0 0.15865525393145705
        normal.cdf -0.001 0.49960105778608893
        normal.cdf 0.0 0.5
        normal.cdf 0.3 0.6179114221889527
        normal.cdf 1.96 0.9750021048517795
        normal.cdf 4.0 0.9999683287581669
        normal.cdf 8.2 0.9999999999999999
        normal.quantile 1e-300 -37.0470962993612
        normal.quantile 1e-20 -9.262340089798409
        normal.quantile 1e-05 -4.264890793922825
        normal.quantile 0.025 -1.9599639845400543
        normal.quantile 0.3 -0.5244005127080408
        normal.quantile 0.5 0.0
        normal.quantile 0.7 0.5244005127080407
        normal.quantile 0.975 1.9599639845400538
        normal.quantile 0.999999 4.753424308817087
        t.upper 1.0 0.001 0.4996816902199194
        t.upper 1.0 0.5 0.35241638234956674
        t.upper 1.0 2.0 0.14758361765043326
        t.upper 1.0 6.0 0.05256845671125343
        t.upper 1.0 40.0 0.007956089912025814
        t.quantile 1.0 1e-10 -3183098861.8379064
        t.quantile 1.0 0.001 -318.30883898555044
        t.quantile 1.0 0.025 -12.706204736174705
        t.quantile 1.0 0.3 -0.7265425280053609
        t.quantile 1.0 0.6 0.32491969623290634
        t.quantile 1.0 0.995 63.656741162871526
        t.upper 2.0 0.001 0.49964644669779507
        t.upper 2.0 0.5 0.3333333333333333
        t.upper 2.0 2.0 0.09175170953613698
        t.upper 2.0 6.0 0.013335736607712385
        t.upper 2.0 40.0 0.0003122073360923703
        t.quantile 2.0 1e-10 -70710.67810804816
        t.quantile 2.0 0.001 -22.327124770119873
        t.quantile 2.0 0.025 -4.302652729749464
        t.quantile 2.0 0.3 -0.6172133998483678
        t.quantile 2.0 0.6 0.2886751345948128
        t.quantile 2.0 0.995 9.924843200918287
        t.upper 3.7 0.001 0.49962683852954315
        t.upper 3.7 0.5 0.32266781665996597
        t.upper 3.7 2.0 0.060908600952617
        t.upper 3.7 6.0 0.0024822856503695146
        t.upper 3.7 40.0 2.569312491070749e-06
        t.quantile 3.7 1e-10 -622.7508025168837
        t.quantile 3.7 0.001 -7.795183875029166
        t.quantile 3.7 0.025 -2.8675207071911903
        t.quantile 3.7 0.3 -0.5724353841388498
        t.quantile 3.7 0.6 0.27216446429206953
        t.quantile 3.7 0.995 4.8692522532278275
        t.upper 10.0 0.001 0.4996108916873705
        t.upper 10.0 0.5 0.31394680287148646
        t.upper 10.0 2.0 0.03669401738537018
        t.upper 10.0 6.0 6.60544301773928e-05
        t.upper 10.0 40.0 1.1404288715428774e-12
        t.quantile 10.0 1e-10 -25.466008021697725
        t.quantile 10.0 0.001 -4.143700494046589
        t.quantile 10.0 0.025 -2.2281388519862753
        t.quantile 10.0 0.3 -0.5415280387550154
        t.quantile 10.0 0.6 0.2601848294920803
        t.quantile 10.0 0.995 3.16927267261695
        t.upper 206.0 0.001 0.49960154164402093
        t.upper 206.0 0.5 0.30880437724858545
        t.upper 206.0 2.0 0.023406846613727324
        t.upper 206.0 6.0 4.378447762377655e-09
        t.upper 206.0 40.0 2.269215446889945e-99
        t.quantile 206.0 1e-10 -6.6957148083334515
        t.quantile 206.0 0.001 -3.130264254533574
        t.quantile 206.0 0.025 -1.9715466694452268
        t.quantile 206.0 0.3 -0.5252129306272647
        t.quantile 206.0 0.6 0.2536745481281167
        t.quantile 206.0 0.995 2.5999056256650563
        t.upper 5000.0 0.001 0.4996010777327141
        t.upper 5000.0 0.5 0.3085485404270169
        t.upper 5000.0 2.0 0.022777129994146987
        t.upper 5000.0 6.0 1.0560481416526935e-09
        t.upper 5000.0 40.0 4.207425235968186e-304
        t.quantile 5000.0 1e-10 -6.374553536615104
        t.quantile 5000.0 0.001 -3.0918631199609825
        t.quantile 5000.0 0.025 -1.9604385517065075
        t.quantile 5000.0 0.3 -0.5244339448325732
        t.quantile 5000.0 0.6 0.25336058396923183
        t.quantile 5000.0 0.995 2.5768129665562802
        t.upper 1000000.0 0.001 0.4996010578858246
        t.upper 1000000.0 0.5 0.3085375937361857
        t.upper 1000000.0 2.0 0.02275026692565962
        t.upper 1000000.0 6.0 9.86924906177215e-10
        t.upper 1000000.0 40.0 0.0
        t.quantile 1000000.0 1e-10 -6.361406848876743
        t.quantile 1000000.0 0.001 -3.09024045631652
        t.quantile 1000000.0 0.025 -1.9599663568141072
        t.quantile 1000000.0 0.3 -0.5244006798602092
        t.quantile 1000000.0 0.6 0.25334717053784184
        t.quantile 1000000.0 0.995 2.5758342201053344
        chi.quantile 0.5 1e-06 1.3499395786223394e-24
        chi.quantile 0.5 0.01 1.349939585911692e-08
        chi.quantile 0.5 0.5 0.0873476047057468
        chi.quantile 0.5 0.95 2.4202322748895257
        chi.quantile 0.5 0.999 8.752888515773373
        chi.cdf 0.5 0.005 0.24657376563403013
        chi.upper 0.5 0.005 0.7534262343659699
        chi.cdf 0.5 0.25 0.6401572060830841
        chi.upper 0.5 0.25 0.35984279391691587
        chi.cdf 0.5 0.5 0.7436779447314611
        chi.upper 0.5 0.5 0.25632205526853896
        chi.cdf 0.5 0.65 0.7834066930424458
        chi.upper 0.5 0.65 0.21659330695755416
        chi.cdf 0.5 1.5 0.8999365132844982
        chi.upper 0.5 1.5 0.10006348671550178
        chi.quantile 1.0 1e-06 1.5707963267957187e-12
        chi.quantile 1.0 0.01 0.00015708785790970184
        chi.quantile 1.0 0.5 0.454936423119572
        chi.quantile 1.0 0.95 3.841458820694124
        chi.quantile 1.0 0.999 10.827566170662733
        chi.cdf 1.0 0.01 0.07965567455405796
        chi.upper 1.0 0.01 0.920344325445942
        chi.cdf 1.0 0.5 0.5204998778130465
        chi.upper 1.0 0.5 0.4795001221869535
        chi.cdf 1.0 1.0 0.6826894921370859
        chi.upper 1.0 1.0 0.3173105078629141
        chi.cdf 1.0 1.3 0.7457867763960356
        chi.upper 1.0 1.3 0.25421322360396437
        chi.cdf 1.0 3.0 0.9167354833364496
        chi.upper 1.0 3.0 0.0832645166635504
        chi.quantile 2.0 1e-06 2.0000010000006676e-06
        chi.quantile 2.0 0.01 0.020100671707002873
        chi.quantile 2.0 0.5 1.386294361119891
        chi.quantile 2.0 0.95 5.991464547107979
        chi.quantile 2.0 0.999 13.815510557964274
        chi.cdf 2.0 0.02 0.009950166250831947
        chi.upper 2.0 0.02 0.9900498337491681
        chi.cdf 2.0 1.0 0.3934693402873666
        chi.upper 2.0 1.0 0.6065306597126334
        chi.cdf 2.0 2.0 0.6321205588285577
        chi.upper 2.0 2.0 0.36787944117144233
        chi.cdf 2.0 2.6 0.7274682069659875
        chi.upper 2.0 2.6 0.2725317930340126
        chi.cdf 2.0 6.0 0.950212931632136
        chi.upper 2.0 6.0 0.049787068367863944
        chi.quantile 5.0 1e-06 0.012896160206497087
        chi.quantile 5.0 0.01 0.5542980767282772
        chi.quantile 5.0 0.5 4.351460191095526
        chi.quantile 5.0 0.95 11.070497693516351
        chi.quantile 5.0 0.999 20.515005652432873
        chi.cdf 5.0 0.05 2.9209539998950108e-05
        chi.upper 5.0 0.05 0.999970790460001
        chi.cdf 5.0 2.5 0.2235049288766773
        chi.upper 5.0 2.5 0.7764950711233227
        chi.cdf 5.0 5.0 0.5841198130044921
        chi.upper 5.0 5.0 0.41588018699550794
        chi.cdf 5.0 6.5 0.739441544089254
        chi.upper 5.0 6.5 0.26055845591074595
        chi.cdf 5.0 15.0 0.9896376620842136
        chi.upper 5.0 15.0 0.010362337915786437
        chi.quantile 40.0 1e-06 10.727973172363303
        chi.quantile 40.0 0.01 22.164261252975155
        chi.quantile 40.0 0.5 39.33534484661134
        chi.quantile 40.0 0.95 55.75847927888702
        chi.quantile 40.0 0.999 73.40195751899103
        chi.cdf 40.0 0.4 3.562628499239534e-33
        chi.upper 40.0 0.4 1.0
        chi.cdf 40.0 20.0 0.0034543419758568078
        chi.upper 40.0 20.0 0.9965456580241432
        chi.cdf 40.0 40.0 0.52974273316076
        chi.upper 40.0 40.0 0.47025726683923996
        chi.cdf 40.0 52.0 0.9031791502075174
        chi.upper 40.0 52.0 0.09682084979248258
        chi.cdf 40.0 120.0 0.9999999993648082
        chi.upper 40.0 120.0 6.351918340378976e-10
        chi.quantile 1000.0 1e-06 801.6244376068657
        chi.quantile 1000.0 0.01 898.9124469296132
        chi.quantile 1000.0 0.5 999.333412403381
        chi.quantile 1000.0 0.95 1074.679448803441
        chi.quantile 1000.0 0.999 1143.9170926196791
        chi.cdf 1000.0 10.0 0.0
        chi.upper 1000.0 10.0 1.0
        chi.cdf 1000.0 500.0 4.0671656819990014e-44
        chi.upper 1000.0 500.0 1.0
        chi.cdf 1000.0 1000.0 0.5059471461707603
        chi.upper 1000.0 1000.0 0.49405285382923964
        chi.cdf 1000.0 1300.0 0.9999999996110264
        chi.upper 1000.0 1300.0 3.8897364994868526e-10
        chi.cdf 1000.0 3000.0 1.0
        chi.upper 1000.0 3000.0 1.6436845843569544e-198
        chi.quantile 123456.0 1e-06 121108.39208141781
        chi.quantile 123456.0 0.01 122302.97423141371
        chi.quantile 123456.0 0.5 123455.33333397334
        chi.quantile 123456.0 0.95 124274.4671714154
        chi.quantile 123456.0 0.999 124997.24530389863
        f.upper 0.5 0.5 0.05 0.7462052965833028
        f.upper 0.5 0.5 0.5 0.5654401151575745
        f.upper 0.5 0.5 1.0 0.5
        f.upper 0.5 0.5 1.2 0.48262857753520094
        f.upper 0.5 0.5 3.0 0.39775677831735584
        f.quantile 0.5 0.5 1e-06 1.1817045008077109e-23
        f.quantile 0.5 0.5 0.025 4.616041729394326e-06
        f.quantile 0.5 0.5 0.5 1.0
        f.quantile 0.5 0.5 0.975 216635.82320587191
        f.quantile 0.5 0.5 0.9999 846235246897111.1
        f.upper 1.0 3.0 0.05 0.8374248972889169
        f.upper 1.0 3.0 0.5 0.530477770932957
        f.upper 1.0 3.0 1.0 0.39100221895577064
        f.upper 1.0 3.0 1.2 0.353387466288698
        f.upper 1.0 3.0 3.0 0.18169011381620934
        f.quantile 1.0 3.0 1e-06 1.850550825205777e-12
        f.quantile 1.0 3.0 0.025 0.0011571891323882897
        f.quantile 1.0 3.0 0.5 0.5850602740518215
        f.quantile 1.0 3.0 0.975 17.443443320725112
        f.quantile 1.0 3.0 0.9999 784.0072806301029
        f.upper 2.5 80.0 0.05 0.9732803459601218
        f.upper 2.5 80.0 0.5 0.6497086499087846
        f.upper 2.5 80.0 1.0 0.3866213402087774
        f.upper 2.5 80.0 1.2 0.31214123921592823
        f.upper 2.5 80.0 3.0 0.04416714539625004
        f.quantile 2.5 80.0 1e-06 1.3967851450446287e-05
        f.quantile 2.5 80.0 0.025 0.04733704474573611
        f.quantile 2.5 80.0 0.5 0.7560118178757662
        f.quantile 2.5 80.0 0.975 3.5278590929873705
        f.quantile 2.5 80.0 0.9999 8.960732555650335
        f.upper 10.0 10.0 0.05 0.9999737541172163
        f.upper 10.0 10.0 0.5 0.8551541939744958
        f.upper 10.0 10.0 1.0 0.5
        f.upper 10.0 10.0 1.2 0.389362698122721
        f.upper 10.0 10.0 3.0 0.04892730712890625
        f.quantile 10.0 10.0 1e-06 0.024990268693510186
        f.quantile 10.0 10.0 0.025 0.26904923289491983
        f.quantile 10.0 10.0 0.5 1.0
        f.quantile 10.0 10.0 0.975 3.716791864597366
        f.quantile 10.0 10.0 0.9999 14.900724106581228
        f.upper 206.0 4326.0 0.05 1.0
        f.upper 206.0 4326.0 0.5 0.9999999996799948
        f.upper 206.0 4326.0 1.0 0.48780651976987627
        f.upper 206.0 4326.0 1.2 0.029455594371534007
        f.upper 206.0 4326.0 3.0 7.117785645227874e-39
        f.quantile 206.0 4326.0 1e-06 0.5938623543998133
        f.quantile 206.0 4326.0 0.025 0.8128992489072271
        f.quantile 206.0 4326.0 0.5 0.9969192908816175
        f.quantile 206.0 4326.0 0.975 1.2081621227885406
        f.quantile 206.0 4326.0 0.9999 1.4225337098220854
        f.upper 5000.0 30.0 0.05 1.0
        f.upper 5000.0 30.0 0.5 0.9990291810505815
        f.upper 5000.0 30.0 1.0 0.5340400336836523
        f.upper 5000.0 30.0 1.2 0.27533107928088524
        f.upper 5000.0 30.0 3.0 0.00023052565230887148
        f.quantile 5000.0 30.0 1e-06 0.3636868941344624
        f.quantile 5000.0 30.0 0.025 0.6373702654598483
        f.quantile 5000.0 30.0 0.5 1.022496586755969
        f.quantile 5000.0 30.0 0.975 1.7886960293445648
        f.quantile 5000.0 30.0 0.9999 3.2464766383660852
        beta.quantile 0.1 0.2 1e-08 4.3988747541943436e-79
        beta.quantile 0.1 0.2 0.025 4.1950938741629596e-15
        beta.quantile 0.1 0.2 0.5 0.04165249555559618
        beta.quantile 0.1 0.2 0.975 0.9999979273778029
        beta.quantile 1.0 1.0 1e-08 1e-08
        beta.quantile 1.0 1.0 0.025 0.025
        beta.quantile 1.0 1.0 0.5 0.5
        beta.quantile 1.0 1.0 0.975 0.975
        beta.quantile 0.5 30.5 1e-08 2.5962689142379936e-18
        beta.quantile 0.5 30.5 0.025 1.6231861223464347e-05
        beta.quantile 0.5 30.5 0.5 0.007491115292764968
        beta.quantile 0.5 30.5 0.975 0.07967817381725999
        beta.quantile 12.0 3.0 1e-08 0.15170291049581594
        beta.quantile 12.0 3.0 0.025 0.5718708390903011
        beta.quantile 12.0 3.0 0.5 0.8135258974145957
        beta.quantile 12.0 3.0 0.975 0.9534207121101327
        beta.quantile 158.5 92.5 1e-08 0.4552333841938485
        beta.quantile 158.5 92.5 0.025 0.570977564380103
        beta.quantile 158.5 92.5 0.5 0.6318238353932587
        beta.quantile 158.5 92.5 0.975 0.6899858971126909
        beta.quantile 100000.0 0.5 1e-08 0.9998358068038617
        beta.quantile 100000.0 0.5 0.025 0.9999748808217568
        beta.quantile 100000.0 0.5 0.5 0.9999977253147848
        beta.quantile 100000.0 0.5 0.975 0.9999999950896421
        binomial.mass 10.0 0.3 3.0 0.266827932
        binomial.cdf 10.0 0.3 3.0 0.6496107184000002
        binomial.mass 10.0 0.3 0.0 0.028247524900000005
        binomial.cdf 10.0 0.3 0.0 0.028247524900000005
        binomial.mass 1000.0 0.001 5.0 0.003048807927758812
        binomial.cdf 1000.0 0.001 5.0 0.999411929898237
        binomial.mass 100000.0 0.4 40100.0 0.0020901158853095314
        binomial.cdf 100000.0 0.4 40100.0 0.7417820137112254
        binomial.mass 1000000.0 0.5 500000.0 0.0007978843613317501
        binomial.cdf 1000000.0 0.5 500000.0 0.5003989421806654
        """
}
