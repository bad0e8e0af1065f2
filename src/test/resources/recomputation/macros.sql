-- What queries would otherwise repeat; rounding is half up, in whole numbers.
create macro money(units) as
  cast(cast(sign(units) * ((abs(units) + 50) // 100) as decimal(18,0)) * 0.01 as decimal(20,2));

create macro mean_money(units, number) as
  case when number <> 0 then cast(cast(sign(units) * ((2 * abs(units) + number) // (2 * number))
    as decimal(18,0)) * 0.0001 as decimal(20,4)) end;

create macro wilson_low(k, n) as case when n = 0 then null when k = 0 then 0.0 else
  (k / n + 1.959964 ** 2 / (2 * n)
    - 1.959964 * sqrt(k / n * (1 - k / n) / n + 1.959964 ** 2 / (4.0 * n * n)))
  / (1 + 1.959964 ** 2 / n) end;

create macro wilson_high(k, n) as case when n = 0 then null when k = n then 1.0 else
  (k / n + 1.959964 ** 2 / (2 * n)
    + 1.959964 * sqrt(k / n * (1 - k / n) / n + 1.959964 ** 2 / (4.0 * n * n)))
  / (1 + 1.959964 ** 2 / n) end;

create macro band_from(units) as case when units < 0 then -1 when units < 10000 then 0 else
  list_max(list_filter(flatten(list_transform(range(0, 14),
      lambda k: [cast(10 ** k as bigint), cast(2 * 10 ** k as bigint), cast(5 * 10 ** k as bigint)])),
    lambda bound: bound * 10000 <= units)) end;

-- The ends of Wilson's interval of a share of n with all digits of the normal quantile, never beyond the share itself.
create macro score_low(share, n) as least(share, greatest(0, (share + 1.959963984540054 ** 2 / (2 * n)
  - 1.959963984540054 * sqrt((share * (1 - share) + 1.959963984540054 ** 2 / (4 * n)) / n)) / (1 + 1.959963984540054 ** 2 / n)));

create macro score_high(share, n) as greatest(share, least(1, (share + 1.959963984540054 ** 2 / (2 * n)
  + 1.959963984540054 * sqrt((share * (1 - share) + 1.959963984540054 ** 2 / (4 * n)) / n)) / (1 + 1.959963984540054 ** 2 / n)));

-- What another engine needs of distributions, by formula and by quadrature: each is good to 1e-10 from four
-- degrees of freedom on. Roots are found by halving a width sixty times.

-- The steps of a search: 0 to begin with, then half of the width, a quarter and so on.
create macro search_steps(width) as list_prepend(0.0::double, list_transform(range(1, 61), lambda i: width / 2.0 ** i));

-- The probability of a standard normal further from zero than z: the trapezoidal rule for erfc with its pole correction
-- (Chiarella and Reichel, Mathematics of Computation 22, 1968), and Taylor's series where the two would cancel.
create macro normal_beyond(z) as case
  when abs(z) < 0.05 then 1 - sqrt(2 / pi()) * (abs(z) - abs(z) ** 3 / 6 + abs(z) ** 5 / 40 - abs(z) ** 7 / 336)
  when abs(z) > 37 then 0
  else 0.5 * abs(z) / sqrt(2) / pi() * exp(-z * z / 2)
      * (2 / (z * z) + 2 * list_sum(list_transform(range(1, 14), lambda k: exp(-k * k / 4.0) / (k * k / 4.0 + z * z / 2))))
    + case when abs(z) / sqrt(2) < 2 * pi() then 2 / (1 - exp(4 * pi() * abs(z) / sqrt(2))) else 0 end
end;

create macro normal_above(z) as case when z < 0 then 1 - normal_beyond(z) / 2 else normal_beyond(z) / 2 end;

-- The probability of a chi-square variable above x: a finite sum for whole degrees of freedom (Abramowitz and Stegun 26.4.4, 26.4.5).
create macro chi_square_above(x, degrees) as
  case when degrees % 2 = 1 then normal_beyond(sqrt(x)) else 0 end
  + coalesce(list_sum(list_transform(range(0, degrees // 2), lambda c:
      exp(-x / 2 + (c + degrees % 2 / 2.0) * ln(greatest(x / 2, 1e-300)) - lgamma(c + degrees % 2 / 2.0 + 1)))), 0);

-- The probability of Student's t nearer to zero than t: with t = sqrt(degrees) tan(angle) the density is a power of the
-- cosine (Simpson's rule).
create macro student_within(t, degrees) as
  list_sum(list_transform(range(0, 401), lambda j:
      case when j in (0, 400) then 1 when j % 2 = 1 then 4 else 2 end * cos(j * atan(t / sqrt(degrees)) / 400) ** (degrees - 1)))
    * atan(t / sqrt(degrees)) / 1200 * 2 / sqrt(pi()) * exp(lgamma((degrees + 1) / 2) - lgamma(degrees / 2));

-- How far from zero the middle 95 % of Student's t reach.
create macro student_reach(degrees) as
  list_reduce(search_steps(20), lambda reach, step:
    case when student_within(reach + step, degrees) < 0.95 then reach + step else reach end);

-- The probability that a t with this shift of its normal part is further from zero than a bound: over the square root of the chi
-- variable in its denominator (the midpoint rule).
create macro chi_root_from(degrees) as sqrt(greatest(0, sqrt(degrees) - 10));

create macro chi_root_width(degrees) as (sqrt(sqrt(degrees) + 10) - sqrt(greatest(0, sqrt(degrees) - 10))) / 200;

create macro shifted_student_beyond(bound, shift, degrees) as
  list_sum(list_transform(
      list_transform(range(0, 200), lambda p: chi_root_from(degrees) + (p + 0.5) * chi_root_width(degrees)),
      lambda u: 2 * u * exp((degrees - 1) * ln(u * u) - u ** 4 / 2 - (degrees / 2 - 1) * ln(2) - lgamma(degrees / 2))
        * (normal_above(bound * u * u / sqrt(degrees) - shift) + normal_above(bound * u * u / sqrt(degrees) + shift))))
    * chi_root_width(degrees);

-- The shift that is found with a probability of 80 %.
create macro detectable_shift(bound, degrees) as
  list_reduce(search_steps(20), lambda found, step:
    case when shifted_student_beyond(bound, found + step, degrees) < 0.8 then found + step else found end);

-- The probability that the pooled test of two shares finds them to differ at 5 % (Fleiss, Levin and Paik, chapter 4).
create macro share_power(p, q, n, m) as case
  when p * (1 - p) / n + q * (1 - q) / m = 0 then
    case when abs(q - p) > 1.959963984540054 * sqrt((p * n + q * m) / (n + m) * (1 - (p * n + q * m) / (n + m)) * (1 / n + 1 / m))
      then 1 else 0 end
  else
    normal_above((1.959963984540054 * sqrt((p * n + q * m) / (n + m) * (1 - (p * n + q * m) / (n + m)) * (1 / n + 1 / m)) - abs(q - p))
      / sqrt(p * (1 - p) / n + q * (1 - q) / m))
    + normal_above((1.959963984540054 * sqrt((p * n + q * m) / (n + m) * (1 - (p * n + q * m) / (n + m)) * (1 / n + 1 / m)) + abs(q - p))
      / sqrt(p * (1 - p) / n + q * (1 - q) / m))
end;

-- The rise of a share that is found with a probability of 80 %; null where not even the greatest is.
create macro detectable_rise(p, n, m) as case when share_power(p, 1.0::double, n, m) >= 0.8 then
  list_reduce(search_steps(1 - p), lambda risen, step:
    case when share_power(p, p + risen + step, n, m) < 0.8 then risen + step else risen end) end;
